/** Whether an isolation layer holds on this machine: found by trying, before any job runs behind it. */
import { InfraError } from "../lib/errors.ts";
import type { ForkServer } from "./fork_server.ts";
import { sourceOf } from "./interpreter.ts";
import { DEFAULT_LIMITS } from "./limits.ts";

const PATIENCE_SEC = 30;
/** Limits that layers without namespaces hold only by looking, or not at all. */
const DOUBTED = ["processes", "disk", "folders"] as const;
const MIB = 1 << 20;
const SMALL = { ...DEFAULT_LIMITS, processes: 8, diskBytes: 2 * MIB, fileBytes: MIB };

/** Runs something with a server that stands. */
type Use = <T>(work: (server: ForkServer) => Promise<T>) => Promise<T>;

/**
 * Runs the canary: an isolation layer that lets anything through is none.
 * @throws InfraError with what it let through
 */
export async function assertHolds(server: ForkServer): Promise<void> {
  const job = { kind: "stdio", program: canary("canary"), stdin: "", imports: "none", limits: DEFAULT_LIMITS };
  const reply = await server.run(job, PATIENCE_SEC);
  const last = reply.stdout.text.trim().split("\n").at(-1);
  if (reply.failure !== null) throw new InfraError(reply.failure);
  if (last !== "[]") throw new InfraError(`does not hold: ${last || reply.stderr.text || "the canary died"}`);
}

/** The limits that this layer does not hold here. */
export async function limitsNotHeld(use: Use): Promise<string[]> {
  const found: string[] = [];
  for (const stdin of DOUBTED) {
    const job = { kind: "stdio", program: canary("limits_canary"), stdin, imports: "none", limits: SMALL };
    const { stdout } = await use((server) => server.run(job, PATIENCE_SEC));
    if (stdout.text.includes("not held")) found.push(stdin);
  }
  return found;
}

function canary(name: string): string {
  return sourceOf(new URL("./", import.meta.url), name);
}
