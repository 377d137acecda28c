/** Files of somebody else's: read as bytes, at most so many, and never a pipe or a device. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { sep } from "node:path";

/**
 * The bytes of a plain file.
 * @throws Error where it cannot be read, is no plain file, or is longer than `most` bytes
 */
export function readPlainFile(path: string, most: number): Buffer {
  // Opening a pipe would wait for its other end.
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new Error(`${path} is no plain file`);
    if (stat.size > most) throw new Error(`${path} has ${stat.size} bytes, more than the ${most} that are read`);
    const bytes = Buffer.alloc(stat.size);
    let size = 0;
    for (let read = -1; read !== 0 && size < bytes.length; size += read)
      read = readSync(fd, bytes, size, bytes.length - size, size);
    return bytes.subarray(0, size);
  } finally {
    closeSync(fd);
  }
}

/** True when a path is a folder's own or below it, by its name. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
