/** The process wall: fork servers that are children of this process. */
import type { Sandbox } from "../../types.ts";
import { ForkServer, type WallSettings } from "./fork_server.ts";
import { ForkedSandbox } from "./forked_sandbox.ts";
import { findInterpreter } from "./interpreter.ts";
import { ServerPool } from "./pool.ts";
import { spawnHarness } from "./process_server.ts";

export interface ProcessSandboxOptions {
  readonly concurrency: number;
  readonly debug: (line: string) => void;
}

export async function openProcessSandbox(options: ProcessSandboxOptions): Promise<Sandbox> {
  const python = await findInterpreter();
  let slots = 0;
  const open = (): Promise<ForkServer> => ForkServer.start(spawnHarness(python, options.debug), wallOf(slots++));
  const pool = new ServerPool(options.concurrency, open);
  await pool.use(async () => undefined);
  const info = {
    kind: "process",
    tier: "namespaces+uid+landlock+seccomp",
    python: python.version,
    details: {},
  } as const;
  return new ForkedSandbox(info, pool);
}

function wallOf(slot: number): WallSettings {
  const base = 2_000_000_000 + (process.pid % 100_000) * 512 + (slot % 256) * 2;
  const root = process.getuid?.() === 0;
  return {
    namespaces: root ? "root" : "user",
    uids: root ? [base, base + 1] : null,
    landlock: true,
    seccomp: true,
    work: null,
  };
}
