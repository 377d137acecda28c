/** What a run of this program may leave on a machine: nothing. */
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { processStart } from "../../src/lib/process_start.ts";
import { findGroupParent } from "../../src/sandbox/memory_group.ts";
import { runName } from "../../src/sandbox/run_name.ts";

/** Work folders, memory groups and mounts that the given processes made: their names say who did. */
export function leftovers(pids: readonly number[] = [process.pid]): string[] {
  const group = findGroupParent(runName())?.folder;
  const folders = [tmpdir(), ...(group === undefined ? [] : [group])];
  const ours = (name: string): boolean => pids.some((pid) => new RegExp(`code-repair-\\d+-${pid}-`).test(name));
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  return [...folders.flatMap((folder) => readdirSync(folder)), ...mounts].filter(ours);
}

/** A process and all below it, as `pid:start`. */
export function family(pid: number): string[] {
  const start = processStart(pid);
  return start === undefined ? [] : [`${pid}:${start}`, ...children(pid).flatMap(family)];
}

/** Those of a family that still live. */
export function alive(members: readonly string[]): string[] {
  return members.filter((member) => {
    const [pid, start] = member.split(":");
    return processStart(Number(pid)) === start;
  });
}

function children(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8"));
    return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
  } catch {
    return []; // it has just ended
  }
}
