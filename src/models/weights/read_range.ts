/** A run of a file's bytes. */
import { closeSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";

/** @throws Error where the file ends before the run does */
export async function readRange(path: string, offset: number, bytes: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(bytes);
    const { bytesRead } = await file.read(buffer, 0, bytes, offset);
    if (bytesRead !== bytes) throw new Error(`${path} ends at byte ${offset + bytesRead}`);
    return buffer;
  } finally {
    await file.close();
  }
}

/** The same, without giving way to anything else. Reads in pieces: one call reads at most 2 GB. */
export function readRangeSync(path: string, offset: number, bytes: number): Uint8Array {
  const file = openSync(path, "r");
  try {
    const buffer = new Uint8Array(bytes);
    for (let done = 0; done < bytes; ) {
      const read = readSync(file, buffer, done, Math.min(bytes - done, 2 ** 28), offset + done);
      if (read === 0) throw new Error(`${path} ends at byte ${offset + done}`);
      done += read;
    }
    return buffer;
  } finally {
    closeSync(file);
  }
}
