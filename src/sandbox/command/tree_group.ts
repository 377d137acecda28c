/** Control groups around the process tree of one command, where this user may make them: memory, and processes. */
import { writeFileSync } from "node:fs";
import type { Limits } from "../../core/index.ts";
import {
  findGroupParent,
  type GroupParent,
  type MadeGroup,
  makeGroup,
  oomKills,
  removeDeadGroups,
  removeGroup,
} from "../memory_group.ts";
import { runName } from "../run_name.ts";

/** For the kernel's own structures, which count, too. */
const ROOM = 32 << 20;
/** Bubblewrap's first process inside. */
const OWN_PROCESSES = 1;

/** What a tree's groups hold; what they do not is looked at from outside, now and then. */
export interface Holds {
  readonly memory: boolean;
  readonly processes: boolean;
}

export interface TreeGroup {
  readonly holds: Holds;
  /** Brings a process, and all that it will start, under the limits; whether that was possible. */
  add(pid: number): boolean;
  /** Whether the kernel has ended a process of the tree for want of memory. */
  wasFull(): boolean;
  close(): Promise<void>;
}

/** Where groups can be made on this machine. */
export interface GroupParents {
  readonly memory: GroupParent | undefined;
  readonly processes: GroupParent | undefined;
}

export function groupParents(): GroupParents {
  const memory = findGroupParent(runName());
  const processes = findGroupParent(runName(), "pids");
  // In version 2 a process has one group for all that is counted.
  const apart = memory?.version === "v2" && processes?.version === "v2" && memory.folder !== processes.folder;
  return { memory, processes: apart ? undefined : processes };
}

/** Removes what dead runs left there. */
export async function removeDead({ memory, processes }: GroupParents): Promise<void> {
  for (const parent of [memory, processes]) if (parent !== undefined) await removeDeadGroups(parent);
}

/** What `treeGroup` will hold there. */
export function heldBy({ memory, processes }: GroupParents): Holds {
  return { memory: memory !== undefined, processes: processes !== undefined };
}

/** Makes the groups of one command. */
export function treeGroup(parents: GroupParents, name: string, { memoryBytes, processes }: Limits): TreeGroup {
  const memory = parents.memory && makeGroup(parents.memory, name);
  const isOne = parents.memory?.version === "v2" && parents.processes?.version === "v2";
  const counted = isOne ? memory : parents.processes && makeGroup(parents.processes, name);
  if (memory) writeFileSync(memory.files.memory, String(memoryBytes + ROOM));
  if (counted) writeFileSync(counted.files.processes, String(processes + OWN_PROCESSES));
  const all = [...new Set([memory, counted])].filter((group): group is MadeGroup => group !== undefined);
  return {
    holds: heldBy(parents),
    add: (pid) => all.every(({ files }) => joined(files.procs, pid)),
    wasFull: () => memory !== undefined && oomKills(memory) > 0,
    async close() {
      await Promise.all(all.map(({ folder }) => removeGroup(folder)));
    },
  };
}

function joined(procs: string, pid: number): boolean {
  try {
    writeFileSync(procs, String(pid));
    return true;
  } catch {
    return false; // it has ended meanwhile
  }
}
