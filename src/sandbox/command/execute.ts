/** One run of bubblewrap, watched until all of it has ended. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { CommandExecution, LimitHit, Limits } from "../../core/index.ts";
import { InfraError } from "../../lib/errors.ts";
import type { DiskGrowth } from "../disk_growth.ts";
import { stdioWithoutInherited } from "../inherited.ts";
import { descendants } from "../surroundings.ts";
import { DESCRIPTORS } from "./bubblewrap.ts";
import { type FirstProcess, firstProcess, kill } from "./first_process.ts";
import type { Holds, TreeGroup } from "./tree_group.ts";
import { tooManyThreads, tooMuchMemory } from "./tree_usage.ts";

const WATCH_MS = 50;

type Run = Omit<CommandExecution, "kind" | "collected">;

export interface Start {
  readonly bubblewrap: string;
  /** Its own arguments: variables that the user passes in are among them, and a command line is everybody's to read. */
  readonly isolation: readonly string[];
  readonly filter: Buffer;
  readonly command: readonly string[];
}

interface Watched {
  readonly limits: Limits;
  readonly group: TreeGroup;
  readonly grown: DiskGrowth;
}

/** Runs it to its end, or to the first limit that it exceeds. */
export async function execute(start: Start, watched: Watched, signal: AbortSignal | undefined): Promise<Run> {
  const started = performance.now();
  const child = spawned(start);
  const { limits, group, grown } = watched;
  const [stdout, stderr, info, , block] = child.stdio.slice(1) as [Readable, Readable, Readable, Writable, Writable];
  let limit: LimitHit = null;
  const first = firstProcess(info, (pid) => {
    if (group.add(pid)) block.on("error", () => undefined).end("+");
    else endTree(child, first);
  });
  const end = (why: LimitHit): void => {
    limit ??= why;
    endTree(child, first);
  };
  const out = gather(stdout, limits.outputBytes, () => end("output"));
  const err = gather(stderr, limits.outputBytes, () => end("output"));
  const look = (): void => {
    const below = belowOf(child);
    if (group.wasFull() || exceeds(below, limits, group.holds)) end("memory");
    if (grown(() => below)) end("output");
  };
  const code = await ended(child, { start, first, limits, look, end, signal });
  if (group.wasFull()) limit ??= "memory";
  const seconds = (performance.now() - started) / 1000;
  return {
    ...{ exitCode: limit === null ? code : null, stdout: out.text(), stderr: err.text() },
    ...{ stdoutCut: out.cut(), stderrCut: err.cut(), runtimeSec: seconds, cpuSec: 0, limit },
  };
}

/** What no control group holds, looked at from outside. */
function exceeds(pids: readonly number[], limits: Limits, { memory, processes }: Holds): boolean {
  return (!processes && tooManyThreads(pids, limits)) || (!memory && tooMuchMemory(pids, limits));
}

function spawned({ bubblewrap, isolation, filter, command }: Start): ChildProcess {
  // An empty environment: bubblewrap's own can be read from inside.
  const child = spawn(bubblewrap, ["--args", `${DESCRIPTORS.args}`, "--", ...command], {
    env: {},
    // A process group of its own, for `endTree`.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", ...stdioWithoutInherited(...Object.keys(DESCRIPTORS).map(() => "pipe" as const))],
  });
  // It may have ended before it has read them: then its status says so.
  const given = child.stdio[DESCRIPTORS.args] as Writable | undefined;
  given?.on("error", () => undefined).end(isolation.map((word) => `${word}\0`).join(""));
  ((child.stdio as readonly unknown[])[DESCRIPTORS.filter] as Writable | undefined)
    ?.on("error", () => undefined)
    .end(filter);
  return child;
}

interface Ending {
  readonly start: Start;
  readonly first: FirstProcess;
  readonly limits: Limits;
  readonly look: () => void;
  readonly end: (why: LimitHit) => void;
  readonly signal: AbortSignal | undefined;
}

/** The exit status, when all of it has ended; looks around meanwhile, and at the clock. */
function ended(child: ChildProcess, { start, first, limits, look, end, signal }: Ending): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => end(null);
    signal?.addEventListener("abort", onAbort, { once: true });
    // It may have come while the copy was made.
    if (signal?.aborted) onAbort();
    const timer = setTimeout(() => end("time"), 1000 * limits.timeoutSec);
    const watch = setInterval(look, WATCH_MS);
    const over = (): void => {
      clearTimeout(timer);
      clearInterval(watch);
      signal?.removeEventListener("abort", onAbort);
    };
    child.once("error", (cause) => {
      over();
      reject(new InfraError(`${start.bubblewrap} could not be started`, { cause }));
    });
    child.once("close", async (code) => {
      over();
      await first.ended();
      if (signal?.aborted) reject(signal.reason);
      else resolve(code);
    });
  });
}

/**
 * Bubblewrap that is ended early leaves its command. Until it has told of the command's first process both are in one
 * process group, which a signal reaches as a whole, a child that is just being made and all; after that the first
 * process is ended, too, and with it all others.
 */
function endTree({ pid }: ChildProcess, first: FirstProcess): void {
  if (pid !== undefined) kill(-pid);
  first.end();
}

function belowOf({ pid }: ChildProcess): number[] {
  return pid === undefined ? [] : descendants(pid);
}

function gather(stream: Readable, most: number, full: () => void) {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    if (size < most) chunks.push(chunk.subarray(0, most - size));
    size += chunk.length;
    if (size > most) full();
  });
  return { text: () => Buffer.concat(chunks).toString("utf8"), cut: () => size > most };
}
