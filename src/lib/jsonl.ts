/** JSON Lines: values, each with the line it came from. */
import { messageOf, UserError } from "./errors.ts";
import { type Line, linesOf, readLines } from "./lines.ts";

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

/**
 * Splits a JSON Lines file into its values. A byte order mark, CRLF line ends and blank lines are tolerated.
 *
 * @param bytes the whole file, UTF-8
 * @param path the name that errors give the file
 * @throws UserError naming the line that is not valid JSON, or when the text is not UTF-8
 */
export function parseJsonl(bytes: Uint8Array, path: string): RawRow[] {
  return [...linesOf(bytes)].filter((line) => !isBlank(line)).map((line) => rowOf(line, path));
}

/**
 * The same of a file that is read piece by piece.
 *
 * @throws UserError as above, and where the file cannot be read
 */
export async function* readJsonl(path: string): AsyncGenerator<RawRow & { readonly line: number }> {
  for await (const line of readLines(path)) if (!isBlank(line)) yield { ...rowOf(line, path), line: line.number };
}

/** Space, tab, carriage return, and the bytes of a byte order mark. */
const BLANK = new Set([0x20, 0x09, 0x0d, 0xef, 0xbb, 0xbf]);

export function isBlank({ bytes }: Line): boolean {
  return bytes.every((byte) => BLANK.has(byte));
}

function rowOf(line: Line, path: string): RawRow {
  const where = `${path}, line ${line.number}`;
  return { where, value: parseLine(decode(line, where), where) };
}

/** Without a byte order mark, which only the first line of a file can have. */
function decode({ bytes, number }: Line, where: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: number > 1 }).decode(bytes);
  } catch (cause) {
    throw new UserError(`${where}: not UTF-8 text`, { hint: "save it as UTF-8 and try again", cause });
  }
}

function parseLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    const reason = messageOf(cause).replace(/\s+/g, " ").slice(0, MAX_REASON);
    throw new UserError(`${where}: not valid JSON (${reason})`, { cause });
  }
}
