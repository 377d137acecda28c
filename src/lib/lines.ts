/** A file's lines, one after another: files may be larger than memory, or than the longest string. */
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { notRead } from "./files.ts";

/** Where some bytes of a file stand. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

export interface Line extends Span {
  /** Counts from 1. */
  readonly number: number;
  /** Without the line end; `length` counts it, too. */
  readonly bytes: Buffer;
  /** It ends with a line feed: a last line without one may be cut. */
  readonly whole: boolean;
}

const LINE_FEED = 0x0a;
const CHUNK_BYTES = 2 ** 20;

/**
 * Streams the lines of a file.
 *
 * @throws UserError where it cannot be read
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const cutter = new Cutter();
  const chunks = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of chunks) yield* cutter.add(chunk as Buffer);
  } catch (cause) {
    throw notRead(path, cause);
  }
  yield* cutter.end();
}

/** The lines of bytes that are in memory. */
export function* linesOf(bytes: Uint8Array): Generator<Line> {
  const cutter = new Cutter();
  yield* cutter.add(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  yield* cutter.end();
}

class Cutter {
  #begun: Buffer[] = [];
  #number = 1;
  #start = 0;

  *add(chunk: Buffer): Generator<Line> {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      yield this.#line(chunk.subarray(from, end), true);
      from = end + 1;
    }
    if (from < chunk.length) this.#begun.push(chunk.subarray(from));
  }

  *end(): Generator<Line> {
    if (this.#begun.length > 0) yield this.#line(Buffer.alloc(0), false);
  }

  #line(last: Buffer, whole: boolean): Line {
    const bytes = this.#begun.length === 0 ? last : Buffer.concat([...this.#begun, last]);
    const line = { number: this.#number, bytes, whole, start: this.#start, length: bytes.length + (whole ? 1 : 0) };
    this.#begun = [];
    this.#number += 1;
    this.#start += line.length;
    return line;
  }
}

/** A span of one of several files. */
export interface Piece {
  readonly path: string;
  readonly span: Span;
}

/** The bytes of pieces, in their order, read when they are asked for. */
export async function* bytesOf(pieces: Iterable<Piece>): AsyncGenerator<Buffer> {
  const files = new Map<string, FileHandle>();
  try {
    for (const { path, span } of pieces) {
      const file = files.get(path) ?? (await open(path));
      files.set(path, file);
      const bytes = Buffer.alloc(span.length);
      await file.read(bytes, 0, span.length, span.start);
      yield bytes;
    }
  } finally {
    for (const file of files.values()) await file.close();
  }
}
