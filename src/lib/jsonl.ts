/** JSON Lines → values, each with the line it came from. */

import { messageOf, UserError } from "./errors.ts";

/** A value as it stands in a data set, and the words that say where ("python.jsonl, line 7"). */
export interface RawRow {
  readonly where: string;
  readonly value: unknown;
}

/** Longest piece of a parser's message that is shown; V8 quotes the text it could not read. */
const MAX_REASON = 160;

/**
 * Splits a JSON Lines file into its values. A byte order mark, CRLF line ends and blank lines are tolerated.
 *
 * @param bytes the whole file, UTF-8
 * @param path the name that errors give the file
 * @throws UserError naming the line that is not valid JSON, or when the text is not UTF-8
 */
export function parseJsonl(bytes: Uint8Array, path: string): RawRow[] {
  const rows: RawRow[] = [];
  for (const [index, line] of decode(bytes, path).split("\n").entries()) {
    if (line.trim() === "") continue;
    const where = `${path}, line ${index + 1}`;
    rows.push({ where, value: parseLine(line, where) });
  }
  return rows;
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError(`${path} is not UTF-8 text`, { hint: "save it as UTF-8 and try again", cause });
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
