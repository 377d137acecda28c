/** Memory control groups, version 1 or 2, where this process may make them (cgroups(7)). */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CgroupFiles } from "./fork_server.ts";
import { leftBehind } from "./run_name.ts";

const MOUNTS = { v1: ["/sys/fs/cgroup/memory"], v2: ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"] } as const;

/** A folder in which groups with a memory limit can be made. */
export interface GroupParent {
  readonly version: "v1" | "v2";
  readonly folder: string;
}

/** Where groups can be made; undefined where they cannot. */
export function findGroupParent(name: string): GroupParent | undefined {
  return candidates().find((parent) => {
    const group = join(parent.folder, `${name}probe`);
    try {
      mkdirSync(group);
    } catch {
      return false; // not ours to write
    }
    const usable = existsSync(filesOf(parent, group).memory);
    rmdirSync(group);
    return usable;
  });
}

/** Makes a group. */
export function makeGroup(parent: GroupParent, name: string): { folder: string; files: CgroupFiles } {
  const folder = join(parent.folder, name);
  mkdirSync(folder);
  const [file, value] = parent.version === "v1" ? ["memory.swappiness", "0"] : ["memory.swap.max", "0"];
  if (existsSync(join(folder, file))) writeFileSync(join(folder, file), value);
  return { folder, files: filesOf(parent, folder) };
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

function filesOf({ version }: GroupParent, folder: string): CgroupFiles {
  const [memory, events] = version === "v1" ? ["limit_in_bytes", "oom_control"] : ["max", "events"];
  const file = (name: string): string => join(folder, name);
  return { procs: file("cgroup.procs"), memory: file(`memory.${memory}`), events: file(`memory.${events}`) };
}

/** This process's own group and those above it, nearest first. */
function candidates(): GroupParent[] {
  const found: GroupParent[] = [];
  for (const line of read("/proc/self/cgroup").split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    const version = controllers === "" ? "v2" : "v1";
    if (version === "v1" && !controllers?.split(",").includes("memory")) continue;
    for (const mount of MOUNTS[version]) {
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
