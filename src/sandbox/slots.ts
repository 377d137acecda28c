/** What one fork server needs outside itself: users, a work folder, a memory group. Made before it, removed after. */
import { chmodSync, chownSync, lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../lib/errors.ts";
import type { CgroupFiles } from "./fork_server.ts";
import {
  findGroupParent,
  type GroupParent,
  type MadeGroup,
  makeGroup,
  removeDeadGroups,
  removeGroup,
} from "./memory_group.ts";
import { removeFolder } from "./remove_folder.ts";
import { leftBehind, runName } from "./run_name.ts";
import { isGivenUser, takeUsers } from "./users.ts";

export interface Slot {
  readonly uids: readonly [first: number, count: number];
  readonly work: string;
  readonly cgroup: CgroupFiles | null;
  /** Removes what was made. */
  close(): Promise<void>;
}

/**
 * Numbers of the slots in use, over all sandboxes of this program, since names are the program's own. The lowest free
 * one is taken: a number that only grew would tell a candidate that a server has been replaced.
 */
const taken = new Set<number>();

/** Makes slots for the servers of one sandbox. */
export class Slots {
  /** The version of the memory control groups in use; undefined: there are none. */
  readonly group: GroupParent | undefined;

  private constructor(group: GroupParent | undefined) {
    this.group = group;
  }

  /** Removes what dead runs left behind, and looks at what this machine offers. */
  static async open(debug: (line: string) => void): Promise<Slots> {
    const group = findGroupParent(runName());
    const groups = group === undefined ? 0 : await removeDeadGroups(group);
    const folders = leftBehind(tmpdir());
    for (const name of folders) removeLeftover(join(tmpdir(), name), debug);
    if (groups + folders.length > 0) debug(`removed ${groups} groups and ${folders.length} folders of dead runs`);
    return new Slots(group);
  }

  /** `foreign`: the server runs as a user of its own; what it needs belongs to that user. */
  async make(needs: { work: boolean; foreign: boolean }): Promise<Slot> {
    const number = lowestFree();
    taken.add(number);
    const { uids, release } = await takeUsers();
    const name = `${runName()}${number}`;
    const work = join(tmpdir(), name);
    let group: MadeGroup | undefined;
    try {
      if (needs.work) makeFolder(work, needs.foreign ? uids[0] : undefined);
      if (!needs.foreign && this.group !== undefined) group = makeGroup(this.group, name);
    } catch (error) {
      release();
      throw error; // the number stays taken: something of its name lies there
    }
    const close = async (): Promise<void> => {
      if (needs.work) removeFolder(work);
      if (group !== undefined) await removeGroup(group.folder);
      release();
      taken.delete(number);
    };
    return { uids, work, cgroup: group?.files ?? null, close };
  }
}

function lowestFree(): number {
  let number = 0;
  while (taken.has(number)) number += 1;
  return number;
}

/**
 * What a dead run left is in nobody's way: where it cannot be removed, as another user's, the run goes on. Even root
 * leaves it alone then: anybody may make a folder of such a name, and change it while it is being removed.
 */
function removeLeftover(path: string, debug: (line: string) => void): void {
  try {
    if (!isOwn(lstatSync(path).uid)) throw new Error("it belongs to another user");
    removeFolder(path);
  } catch (error) {
    debug(`${path}, left by a dead run, could not be removed: ${messageOf(error)}`);
  }
}

/** Whether a user is this process's own, or one that only candidates are given. */
function isOwn(uid: number): boolean {
  return uid === process.getuid?.() || isGivenUser(uid);
}

function makeFolder(path: string, owner: number | undefined): void {
  mkdirSync(path);
  chmodSync(path, 0o700);
  if (owner !== undefined) chownSync(path, owner, owner);
}
