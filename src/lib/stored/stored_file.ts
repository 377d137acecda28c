/**
 * The one reader of files that people bring: plain, gzip or Zstandard, known by their first bytes, whatever they are
 * called. Read piece by piece, and within limits: a small file may unpack to more than a disk holds.
 */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { UserError } from "../errors.ts";
import { notRead } from "../files.ts";
import { canUnpack, MAGIC_BYTES, packingOf, unpacked } from "./unpack.ts";
import { PackingError } from "./zstd_frames.ts";

/** The most bytes of a file that is needed as a whole. */
const LARGEST_WHOLE = 2 ** 30;
/** A packed file may unpack to this, or to so many times its size; text that people pack shrinks to a tenth or so. */
const UNPACKED = { bytes: 2 ** 26, times: 250 };
const CHUNK_BYTES = 2 ** 20;

/**
 * The bytes of a file, unpacked.
 *
 * @throws UserError in one line: it cannot be read, is no plain file, is packed in a way that is not known here,
 * damaged, cut short, or unpacks to more than it may
 */
export async function* storedChunks(path: string): AsyncGenerator<Buffer> {
  const file = await openPlain(path);
  try {
    const packing = packingOf(await readStart(file, MAGIC_BYTES));
    const { size } = await file.stat();
    if (packing === undefined) yield* chunksOf(file);
    else if (canUnpack(packing)) yield* atMost(unpacked(packing, chunksOf(file)), size);
    else throw new PackingError(`is packed with ${packing}, which is not read here`);
  } catch (cause) {
    if (cause instanceof PackingError) throw new UserError(`${path} ${cause.message}`, { hint: HINT, cause });
    throw notRead(path, cause);
  } finally {
    await file.close();
  }
}

const HINT = "unpack it yourself, or get it again; what is read here is plain, gzip or Zstandard";

/** Opening a pipe would wait for its other end. */
async function openPlain(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = await file.stat();
    if (stat.isFile()) return file;
    const what = stat.isDirectory() ? "is a directory" : "is a pipe or a device";
    throw new UserError(`${path}: ${what}`, { hint: "name a file; what a pipe holds must be saved first" });
  } catch (cause) {
    await file?.close();
    throw notRead(path, cause);
  }
}

/**
 * The first bytes of a file as it lies there.
 *
 * @throws UserError where it cannot be read or is no plain file
 */
export async function startOf(path: string): Promise<Buffer> {
  await using file = await openPlain(path);
  return await readStart(file, START_BYTES);
}

const START_BYTES = 2 ** 12;

async function readStart(file: FileHandle, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/**
 * Passes chunks on that were unpacked of `size` bytes.
 *
 * @throws PackingError where they are far more than text would be
 */
export async function* atMost(chunks: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  const most = Math.max(UNPACKED.bytes, size * UNPACKED.times);
  let seen = 0;
  for await (const chunk of chunks) {
    seen += chunk.length;
    if (seen > most)
      throw new PackingError(`unpacks to more than ${Math.floor(most / 2 ** 20)} MiB, which no text does`);
    yield chunk;
  }
}

/**
 * All of a file, unpacked.
 *
 * @throws UserError as `storedChunks`, and where it is larger than a file may be that is needed as a whole
 */
export async function readStored(path: string, signal?: AbortSignal): Promise<Buffer> {
  return joined(storedChunks(path), path, LARGEST_WHOLE, signal);
}

/** @throws UserError where there are more than `most` bytes */
export async function joined(
  chunks: AsyncIterable<Buffer>,
  path: string,
  most: number,
  signal?: AbortSignal,
): Promise<Buffer> {
  const all: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    size += chunk.length;
    if (size > most)
      throw new UserError(`${path} holds more than ${Math.floor(most / 2 ** 20)} MiB, which must be read at once`, {
        hint: "JSON Lines are read one by one, or split the file",
      });
    all.push(chunk);
  }
  return Buffer.concat(all);
}

/**
 * SHA-256 of a file's bytes, unpacked, in hex: data is the same data in a smaller file.
 *
 * @throws UserError as `storedChunks`
 */
export async function sha256OfStored(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of storedChunks(path)) hash.update(chunk);
  return hash.digest("hex");
}
