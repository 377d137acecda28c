/** Processor time of processes, and check jobs to judge. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { CheckJob, Task } from "../../src/core/index.ts";

/** Of Linux: what the kernel counts processor time in. */
const TICKS_PER_SEC = 100;

/** Milliseconds of processor time that a process has used itself, its children aside. */
export function cpuMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (1000 * (Number(fields[11]) + Number(fields[12]))) / TICKS_PER_SEC;
}

/** The known fixes of all tasks, each `rounds` times, no two alike. */
export function checkJobs(tasks: readonly Task[], rounds: number): CheckJob[] {
  return Array.from({ length: rounds }, (_, round) => tasks.flatMap((task) => checkOf(task, round))).flat();
}

function checkOf({ declaration, canonical_solution, entry_point: entryPoint, check }: Task, round: number): CheckJob[] {
  if (check.kind !== "unit_tests") return [];
  const { tests, helpers } = check;
  const candidate = `${declaration}${canonical_solution}\n# ${round}\n`;
  return [{ kind: "check", candidate, tests, helpers, entryPoint, imports: "octopack" }];
}

/** Milliseconds for all of them, so many at a time. */
export async function timed<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<unknown>) {
  const began = performance.now();
  const left = [...items];
  const one = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return performance.now() - began;
}

export const CORES = availableParallelism();
