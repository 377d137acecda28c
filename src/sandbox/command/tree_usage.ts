/** What a process tree uses where no control group counts it: by looking. */
import { readdirSync, readFileSync } from "node:fs";
import type { Limits } from "../../core/index.ts";

const PAGE_BYTES = 4096;
const KIB = 1024;
/** Bubblewrap's own: the one that waits outside has a child inside, which is none of the command's. */
const OWN_THREADS = 1;

/** Whether there are more threads in processes than there may be; each process has one at least. */
export function tooManyThreads(pids: readonly number[], { processes }: Limits): boolean {
  if (pids.length > processes + OWN_THREADS) return true;
  return pids.reduce((total, pid) => total + threads(pid), 0) > processes + OWN_THREADS;
}

function threads(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return 0; // it has ended meanwhile
  }
}

/**
 * Whether processes hold more memory together than one may. What they share counts once; it is looked at only when the
 * sum in which it counts for each is too much.
 */
export function tooMuchMemory(pids: readonly number[], { memoryBytes }: Limits): boolean {
  const sum = (of: (pid: number) => number): number => pids.reduce((total, pid) => total + of(pid), 0);
  return sum(resident) > memoryBytes && sum(own) > memoryBytes;
}

/** Bytes in memory, those of files and those that others share included. */
function resident(pid: number): number {
  return PAGE_BYTES * Number(read(pid, "statm").split(" ")[1] ?? 0);
}

/** Bytes of its own and its share of those that it shares; no files. */
function own(pid: number): number {
  const rollup = read(pid, "smaps_rollup");
  const parts = [...rollup.matchAll(/^(?:Pss_Anon|Pss_Shmem): +(\d+) kB$/gm)];
  return KIB * parts.reduce((total, [, kib]) => total + Number(kib), 0);
}

function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
}
