/** A file's lines, one after another: files may be larger than memory, or than the longest string. */
import { UserError } from "./errors.ts";
import { asUtf8 } from "./stored/encoding.ts";
import { storedChunks } from "./stored/stored_file.ts";

/** Where some bytes of a text stand. */
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
const BYTE_ORDER_MARK = Buffer.from("\ufeff");
/** A line is one string, and is in memory some times over while it is read. */
const LONGEST_LINE = 2 ** 28;

/**
 * Streams the lines of a file, unpacked and as UTF-8; spans are those of that text.
 *
 * @throws UserError where it cannot be read
 */
export function readLines(path: string): AsyncGenerator<Line> {
  return linesOf(asUtf8(storedChunks(path), path), path);
}

/**
 * The lines of UTF-8 text, each without the byte order mark that it may begin with: files get joined.
 *
 * @throws UserError naming a line that is too long
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Line> {
  const cutter = new Cutter(path);
  for await (const chunk of chunks) yield* cutter.add(chunk);
  yield* cutter.end();
}

class Cutter {
  readonly #path: string;
  #begun: Buffer[] = [];
  #begunBytes = 0;
  #number = 1;
  #start = 0;

  constructor(path: string) {
    this.#path = path;
  }

  *add(chunk: Buffer): Generator<Line> {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      yield this.#line(chunk.subarray(from, end), true);
      from = end + 1;
    }
    if (from < chunk.length) this.#begin(chunk.subarray(from));
  }

  *end(): Generator<Line> {
    if (this.#begun.length > 0) yield this.#line(Buffer.alloc(0), false);
  }

  #begin(piece: Buffer): void {
    this.#begun.push(piece);
    this.#begunBytes += piece.length;
    if (this.#begunBytes <= LONGEST_LINE) return;
    throw new UserError(`${this.#path}, line ${this.#number} is longer than ${LONGEST_LINE / 2 ** 20} MiB`, {
      hint: "is it JSON Lines, one value a line?",
    });
  }

  #line(last: Buffer, whole: boolean): Line {
    const all = this.#begun.length === 0 ? last : Buffer.concat([...this.#begun, last]);
    const mark = all.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    const bytes = all.subarray(mark);
    const start = this.#start + mark;
    const line = { number: this.#number, bytes, whole, start, length: bytes.length + (whole ? 1 : 0) };
    this.#begun = [];
    this.#begunBytes = 0;
    this.#number += 1;
    this.#start = start + line.length;
    return line;
  }
}

/** Space, tab and carriage return. */
const BLANK: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d]);

export function isBlank({ bytes }: Line): boolean {
  return bytes.every((byte) => BLANK.has(byte));
}
