/** Pieces of files' rows, read when they are asked for. */
import { type FileHandle, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isArray, rowText } from "./jsonl.ts";
import type { Span } from "./lines.ts";
import { asUtf8, isUtf8 } from "./stored/encoding.ts";
import { startOf, storedChunks } from "./stored/stored_file.ts";
import { packingOf } from "./stored/unpack.ts";

/** A span of the JSON Lines of one of several files. */
export interface Piece {
  readonly path: string;
  readonly span: Span;
}

/** The bytes of pieces, in their order. */
export async function* bytesOf(pieces: Iterable<Piece>): AsyncGenerator<Buffer> {
  const files = new Map<string, FileHandle>();
  try {
    for (const { path, span } of pieces) {
      const file = files.get(path) ?? (await openRows(path));
      files.set(path, file);
      const bytes = Buffer.alloc(span.length);
      await file.read(bytes, 0, span.length, span.start);
      yield bytes;
    }
  } finally {
    for (const file of files.values()) await file.close();
  }
}

async function openRows(path: string): Promise<FileHandle> {
  if (await isPlainRows(path)) return open(path);
  const folder = await mkdtemp(join(tmpdir(), "code-repair-rows-"));
  try {
    const copy = join(folder, "rows.jsonl");
    const { chunks } = await rowText(asUtf8(storedChunks(path), path), path);
    await writeFile(copy, chunks);
    return await open(copy);
  } finally {
    // Open, it stays readable.
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a file is JSON Lines in UTF-8 and not packed: what can be appended to, and read in pieces where it lies. */
export async function isPlainRows(path: string): Promise<boolean> {
  const start = await startOf(path);
  return packingOf(start) === undefined && isUtf8(start) && !isArray(start);
}
