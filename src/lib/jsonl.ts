/** JSON values as people keep many of them: a line each, or one array; each with the place that it came from. */
import { messageOf, UserError } from "./errors.ts";
import { isBlank, type Line, linesOf } from "./lines.ts";
import { asUtf8, decoded, wholeText } from "./stored/encoding.ts";
import { storedChunks } from "./stored/stored_file.ts";

/** A value as it stands in a data set, and the words that say where ("tasks.jsonl, line 7"). */
export interface RawRow {
  readonly where: string;
  readonly value: unknown;
}

/** Longest piece of a parser's message that is shown; V8 quotes the text it could not read. */
const MAX_REASON = 160;

/** A value as a line of JSON Lines. */
export function jsonLine(value: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  return `${JSON.stringify(value, replacer)}\n`;
}

/** JSON Lines, and what a line of them is in the file that it came from. */
export interface RowText {
  /** `item`: of an array, from which the lines were made. */
  readonly unit: "line" | "item";
  readonly chunks: AsyncIterable<Buffer>;
}

/**
 * JSON Lines of UTF-8 text that is JSON Lines, or one JSON array.
 *
 * @throws UserError naming the line of an array that is not valid JSON
 */
export async function rowText(chunks: AsyncIterable<Buffer>, path: string): Promise<RowText> {
  const iterator = chunks[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let array: boolean | undefined;
  while (array === undefined) {
    const { value, done } = await iterator.next();
    if (done) break;
    read.push(value);
    array = isArray(value);
  }
  const all = continued(read, iterator);
  return array ? { unit: "item", chunks: itemsOf(all, path) } : { unit: "line", chunks: all };
}

/** Whether text begins with an array; undefined where it begins with space alone. */
export function isArray(start: Buffer): boolean | undefined {
  for (const byte of start) if (!SPACE.has(byte)) return byte === OPENING_BRACKET;
  return undefined;
}

/** With the bytes of a byte order mark. */
const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, 0x0a, 0xef, 0xbb, 0xbf]);
const OPENING_BRACKET = 0x5b;

async function* continued(read: readonly Buffer[], iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* read;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

async function* itemsOf(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const text = decoded(await wholeText(chunks, path), path);
  for (const value of parseJson(text, path) as unknown[]) yield Buffer.from(jsonLine(value));
}

/**
 * The values of a file: JSON Lines or an array, UTF-8 or UTF-16, plain or packed. Byte order marks, CRLF line ends and
 * blank lines are tolerated.
 *
 * @throws UserError naming the file, and the line or item that is not valid JSON
 */
export async function* readJsonl(path: string): AsyncGenerator<RawRow & { readonly line: number }> {
  yield* rowsOf(storedChunks(path), path);
}

/** The same of bytes that were unpacked already. */
export async function* rowsOf(
  chunks: AsyncIterable<Buffer>,
  path: string,
): AsyncGenerator<RawRow & { readonly line: number }> {
  for await (const line of rowLines(chunks, path)) {
    if (!isBlank(line)) yield { where: line.where, value: parsedLine(line), line: line.number };
  }
}

/** A line, and the words that say where it stands. */
export type RowLine = Line & Pick<RowText, "unit"> & { readonly where: string };

/**
 * The lines that hold the values of a file, or would if it were no array.
 *
 * @throws UserError as `readJsonl`, but for lines that are no JSON
 */
export function readRowLines(path: string): AsyncGenerator<RowLine> {
  return rowLines(storedChunks(path), path);
}

async function* rowLines(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<RowLine> {
  const { unit, chunks: text } = await rowText(asUtf8(chunks, path), path);
  for await (const line of linesOf(text, path)) yield { ...line, unit, where: `${path}, ${unit} ${line.number}` };
}

/** @throws UserError naming the line, where it is no JSON, or no UTF-8 */
function parsedLine({ bytes, where }: RowLine): unknown {
  const text = decoded(bytes, where);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const hint = /^\s*[[{]\s*$/.test(text) ? { hint: "one value a line: jq -c . makes it so" } : {};
    throw new UserError(`${where}: not valid JSON (${reasonOf(cause)})`, { ...hint, cause });
  }
}

/**
 * The value of a text that is all of a file.
 *
 * @throws UserError naming the line that is not valid JSON
 */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const position = Number(/at position (\d+)/.exec(messageOf(cause))?.[1] ?? text.length);
    const line = text.slice(0, position).split("\n").length;
    throw new UserError(`${path}, line ${line}: not valid JSON (${reasonOf(cause)})`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  return messageOf(cause).replace(/\s+/g, " ").slice(0, MAX_REASON);
}
