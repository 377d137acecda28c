/** Control groups for memory and for the number of processes, version 1 or 2, where this process may make them (cgroups(7)). */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CgroupFiles } from "./fork_server.ts";
import { leftBehind } from "./run_name.ts";

/** What a group can count. */
export type Counted = "memory" | "pids";

const mountsOf = (counted: Counted) => ({
  v1: [`/sys/fs/cgroup/${counted}`],
  v2: ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"],
});

/** A folder in which groups with a limit can be made. */
export interface GroupParent {
  readonly version: "v1" | "v2";
  readonly folder: string;
}

/** Where groups can be made; undefined where they cannot. */
export function findGroupParent(name: string, counted: Counted = "memory"): GroupParent | undefined {
  return candidates(counted).find((parent) => {
    const group = join(parent.folder, `${name}probe`);
    try {
      mkdirSync(group);
    } catch {
      return false; // not ours to write
    }
    const files = filesOf(parent, group);
    const usable = existsSync(counted === "memory" ? files.memory : files.processes);
    rmdirSync(group);
    return usable;
  });
}

export interface MadeGroup {
  readonly folder: string;
  readonly files: CgroupFiles & { readonly processes: string };
}

/** Makes a group. */
export function makeGroup(parent: GroupParent, name: string): MadeGroup {
  const folder = join(parent.folder, name);
  mkdirSync(folder);
  const [file, value] = parent.version === "v1" ? ["memory.swappiness", "0"] : ["memory.swap.max", "0"];
  if (existsSync(join(folder, file))) writeFileSync(join(folder, file), value);
  return { folder, files: filesOf(parent, folder) };
}

/** How often the kernel has ended a process of a group for want of memory. */
export function oomKills({ files }: MadeGroup): number {
  return Number(/^oom_kill (\d+)$/m.exec(read(files.events))?.[1] ?? 0);
}

/** Removes a group whose processes are ending, or, after a second, those that still live in it too. */
export async function removeGroup(folder: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      return rmdirSync(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EBUSY") return; // gone already
      if (tries > 100) endAll(folder);
      await sleep(10);
    }
  }
}

/** Removes the groups of dead runs; how many there were. */
export async function removeDeadGroups(parent: GroupParent): Promise<number> {
  const names = leftBehind(parent.folder);
  for (const name of names) endAll(join(parent.folder, name));
  await Promise.all(names.map((name) => removeGroup(join(parent.folder, name))));
  return names.length;
}

function filesOf({ version }: GroupParent, folder: string): MadeGroup["files"] {
  const [memory, events] = version === "v1" ? ["limit_in_bytes", "oom_control"] : ["max", "events"];
  const file = (name: string): string => join(folder, name);
  const memoryFiles = { memory: file(`memory.${memory}`), events: file(`memory.${events}`) };
  return { procs: file("cgroup.procs"), ...memoryFiles, processes: file("pids.max") };
}

/** This process's own group and those above it, nearest first. */
function candidates(counted: Counted): GroupParent[] {
  const found: GroupParent[] = [];
  for (const line of read("/proc/self/cgroup").split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    const version = controllers === "" ? "v2" : "v1";
    if (version === "v1" && !controllers?.split(",").includes(counted)) continue;
    for (const mount of mountsOf(counted)[version]) {
      for (const above of upwards(path)) found.push({ version, folder: join(mount, above) });
    }
  }
  return found;
}

function upwards(path: string): string[] {
  return path === "/" ? ["/"] : [path, ...upwards(dirname(path))];
}

function endAll(folder: string): void {
  for (const pid of read(join(folder, "cgroup.procs")).split("\n").filter(Boolean)) {
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // it ended by itself
    }
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // no control groups here
  }
}
