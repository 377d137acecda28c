/** Whether code under test fills the disk: asked often, so that the folder is walked only when the disk says so. */
import { lstatSync, readdirSync, statfsSync } from "node:fs";

/**
 * A question to ask again and again: whether a folder has grown by more than so many bytes. It is looked into only
 * when the disk's free space has shrunk by as much, whoever did that.
 */
export function diskGrowth(folder: string, mostBytes: number): () => boolean {
  const before = bytesIn(Buffer.from(folder));
  let free = freeBytes(folder);
  return () => {
    const now = freeBytes(folder);
    if (free - now <= mostBytes) return false;
    free = now;
    return bytesIn(Buffer.from(folder)) - before > mostBytes;
  };
}

function freeBytes(folder: string): number {
  const { bsize, bfree } = statfsSync(folder);
  return bsize * bfree;
}

/** Bytes on disk below a folder. Its files come and go meanwhile; one nested deeper than a path may be long is too much. */
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
      if ((error as NodeJS.ErrnoException).code === "ENAMETOOLONG") return Number.POSITIVE_INFINITY;
    }
  }
  return total;
}
