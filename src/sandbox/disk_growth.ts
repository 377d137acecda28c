/** Whether code under test fills the disk: asked often, so that the folder is walked only when the disk says so. */
import { lstatSync, readdirSync, readlinkSync, statfsSync, statSync } from "node:fs";

/** Asked again and again: whether there is too much by now, of processes that may hold files open. */
export type DiskGrowth = (processes: () => readonly number[]) => boolean;

/**
 * A question to ask again and again: whether a folder has grown by more than so many bytes, counting files that have
 * been removed from it and are still open. It is looked into only when the disk's free space has shrunk by as much,
 * whoever did that.
 */
export function diskGrowth(folder: string, mostBytes: number): DiskGrowth {
  const before = bytesIn(Buffer.from(folder));
  let free = freeBytes(folder);
  return (processes) => {
    const now = freeBytes(folder);
    if (free - now <= mostBytes) return false;
    free = now;
    return bytesIn(Buffer.from(folder)) + removedBytes(processes()) - before > mostBytes;
  };
}

function freeBytes(folder: string): number {
  const { bsize, bfree } = statfsSync(folder);
  return bsize * bfree;
}

/**
 * Bytes on disk below a folder. Its files come and go meanwhile; a folder nested deeper than a path may be long, or
 * closed to its own owner, is too much.
 */
function bytesIn(folder: Buffer): number {
  let total = 0;
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    try {
      for (const entry of readdirSync(next, { withFileTypes: true, encoding: "buffer" })) {
        const path = Buffer.concat([next, Buffer.from("/"), entry.name]);
        if (entry.isDirectory()) pending.push(path);
        else total += 512 * (lstatSync(path, { throwIfNoEntry: false })?.blocks ?? 0);
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENAMETOOLONG" || code === "EACCES") return Number.POSITIVE_INFINITY;
    }
  }
  return total;
}

/** Bytes of the files that processes hold open and that no folder names any more; memory with a descriptor is none. */
function removedBytes(processes: readonly number[]): number {
  const files = new Map<string, number>();
  for (const path of processes.flatMap(descriptorsOf)) {
    try {
      if (!/^(?!\/memfd:).* \(deleted\)$/s.test(readlinkSync(path))) continue;
      const { dev, ino, blocks } = statSync(path);
      files.set(`${dev} ${ino}`, 512 * blocks);
    } catch {
      // it was closed meanwhile
    }
  }
  return [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`);
  } catch {
    return []; // it has ended meanwhile
  }
}
