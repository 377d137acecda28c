/** Whether code under test fills the disk: asked often, so that the folder is walked only when the disk says so. */
import { lstatSync, readdirSync, readFileSync, readlinkSync, statfsSync, statSync } from "node:fs";
import type { Limits } from "../core/index.ts";

/** Asked again and again: whether there is too much by now, of processes that may hold files open. */
export type DiskGrowth = (processes: () => readonly number[]) => boolean;

/** An empty file takes a place in a file system's table, and its name some room: as many as would be this large each. */
const BYTES_OF_AN_ENTRY = 4096;
/** Others may free as much as is written: now and then the folder is walked all the same. */
const EVERY = 10;
const MOST = Number.POSITIVE_INFINITY;

/**
 * A question to ask again and again: whether a folder has grown by more than so many bytes, counting files that have been
 * removed from it and are still open, mapped, or under way from one process to another. It is looked into only when the
 * disk's free space, or its free places for files, have shrunk by as much, whoever did that.
 */
export function diskGrowth(
  folder: string,
  { diskBytes, fileBytes }: Pick<Limits, "diskBytes" | "fileBytes">,
): DiskGrowth {
  const before = usage(Buffer.from(folder), MOST);
  const most = before + diskBytes;
  let free = freeOf(folder);
  let looks = 0;
  return (processes) => {
    const now = freeOf(folder);
    const places = (free.places - now.places) * BYTES_OF_AN_ENTRY;
    looks += 1;
    if (free.bytes - now.bytes <= diskBytes && places <= diskBytes && looks % EVERY !== 0) return false;
    free = now;
    const used = usage(Buffer.from(folder), most);
    return used > most || used + removedBytes(processes(), fileBytes) > most;
  };
}

function freeOf(folder: string): { readonly bytes: number; readonly places: number } {
  const { bsize, bfree, ffree } = statfsSync(folder);
  return { bytes: bsize * bfree, places: ffree };
}

/**
 * What lies below a folder, in bytes, as far as it is not more than `most`. Its files come and go meanwhile; a folder
 * nested deeper than a path may be long, or closed to its own owner, is too much.
 */
function usage(folder: Buffer, most: number): number {
  let bytes = 0;
  let entries = 0;
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    try {
      for (const entry of readdirSync(next, { withFileTypes: true, encoding: "buffer" })) {
        const path = Buffer.concat([next, Buffer.from("/"), entry.name]);
        if (entry.isDirectory()) pending.push(path);
        bytes += 512 * (lstatSync(path, { throwIfNoEntry: false })?.blocks ?? 0);
        entries += 1;
        if (bytes > most || entries * BYTES_OF_AN_ENTRY > most) return MOST;
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENAMETOOLONG" || code === "EACCES") return MOST;
    }
  }
  return bytes;
}

/**
 * Bytes of the files that processes hold and that no folder names any more; memory with a descriptor is none. The size
 * of one that is only mapped cannot be asked: it counts as the largest that a file may be. Of files under way in a
 * socket nobody tells more than that there are some.
 */
function removedBytes(processes: readonly number[], largest: number): number {
  const files = new Map<string, number>();
  for (const pid of processes) {
    for (const fd of listed(`/proc/${pid}/fd`)) {
      if (/^scm_fds:\s*[1-9]/m.test(read(`/proc/${pid}/fdinfo/${fd}`))) return MOST;
      const file = openFile(`/proc/${pid}/fd/${fd}`);
      if (file !== undefined) files.set(file.inode, file.bytes);
    }
    for (const inode of mapped(pid)) if (!files.has(inode)) files.set(inode, largest);
  }
  return [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function openFile(path: string): { readonly inode: string; readonly bytes: number } | undefined {
  try {
    if (!/^(?!\/memfd:).* \(deleted\)$/s.test(readlinkSync(path))) return undefined;
    const { ino, blocks } = statSync(path);
    return { inode: String(ino), bytes: 512 * blocks };
  } catch {
    return undefined; // it was closed meanwhile
  }
}

/** Inodes of the removed files that a process has mapped (proc_pid_maps(5)). */
function mapped(pid: number): string[] {
  const lines = read(`/proc/${pid}/maps`).matchAll(
    /^\S+ \S+ \S+ \S+ (\d+) +(?!\/memfd:|\/dev\/zero|\/SYSV)\/.* \(deleted\)$/gm,
  );
  return [...lines].map(([, inode = ""]) => inode);
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it has ended meanwhile
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
}
