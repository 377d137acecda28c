/** A user's file as text that is worked on, and the way back that changes nothing besides, byte for byte. */
import { existsSync, lstatSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { diffArrays } from "diff";
import { UserError } from "../lib/errors.ts";
import { isInside, readPlainFile } from "../lib/plain_file.ts";

const LONGEST_SOURCE = 8 << 20;
const BOM = "\uFEFF";

export interface SourceText {
  /** As it stands in the file. */
  readonly whole: string;
  /** Without a byte order mark, with line ends as `\n`. */
  readonly text: string;
}

/**
 * @throws UserError where it is no plain UTF-8 file (other bytes would be lost when it is written again), or a link
 * that leads out of the project
 */
export function readSource(path: string, root: string): SourceText {
  if (!existsSync(path)) throw new UserError(`${path} cannot be read: it is not there`, { exitCode: 2 });
  if (lstatSync(path).isSymbolicLink() && !isInside(realpathSync(path), realpathSync(root)))
    throw new UserError(`${path} is a link that leads out of the project`, { exitCode: 2 });
  try {
    const bytes = readPlainFile(path, LONGEST_SOURCE);
    const whole = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { whole, text: withoutBom(whole).replaceAll("\r\n", "\n") };
  } catch (cause) {
    throw new UserError(`${path} is no UTF-8 text, or cannot be read`, { cause, exitCode: 2 });
  }
}

/** What the file becomes when its text does: every line that stays keeps its bytes, new ones end as those before them. */
export function written({ whole, text }: SourceText, next: string): string {
  const mark = whole.startsWith(BOM) ? BOM : "";
  const own = linesOf(withoutBom(whole));
  let at = 0;
  let end =
    own.some((line) => line.endsWith("\r\n")) && !own.some((line) => /[^\r]\n$|^\n$/.test(line)) ? "\r\n" : "\n";
  const kept = diffArrays(linesOf(text), linesOf(next)).flatMap(({ value, added, removed }) => {
    if (added) return value.map((line) => (line.endsWith("\n") ? line.slice(0, -1) + end : line));
    const originals = own.slice(at, at + value.length);
    at += value.length;
    end = /\r?\n$/.exec(originals.at(-1) ?? "")?.[0] ?? end;
    return removed ? [] : originals;
  });
  return mark + kept.join("");
}

/** Relative to the root, with slashes. */
export function readProjectText(root: string, file: string): string {
  return readSource(join(root, file), root).text;
}

function withoutBom(text: string): string {
  return text.startsWith(BOM) ? text.slice(1) : text;
}

/** With their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
