/** The corpus: right functions with tests, and the mistakes that people make in them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bodyOf } from "./split.ts";

/** One mistake in one function. */
export interface Mistake {
  readonly file: string;
  readonly entryPoint: string;
  /** The right function, with the file's imports; no docstring. */
  readonly right: string;
  readonly wrong: string;
  readonly docs: string;
  /** Statements that call the entry point and assert. */
  readonly tests: string;
  /** What the file's comment says: right text, wrong text. */
  readonly change: readonly [string, string];
}

/** Files that nothing is learned from, so that what was learned can be checked on them. */
export const HELD_OUT: ReadonlySet<string> = new Set(["everyday.py", "grids.py"]);

const FOLDER = import.meta.dirname;

/**
 * Reads the corpus. In a file each function is followed by its test and by lines `# bug: right => wrong`, a line end
 * written as `\n`; the first occurrence of the right text is the one that is wrong.
 *
 * @throws Error that names the file and the mistake where a text does not occur
 */
export function readCorpus(): Mistake[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".py"));
  return files.sort().flatMap((file) => readMistakes(file, readFileSync(join(FOLDER, file), "utf8")));
}

/** Functions (the last is the entry point), its test, its mistakes. */
const ENTRY =
  /(?<code>(?:(?!^def test_|^# bug: )[^\n]*\n)+)^def test_(?<name>\w+)\(\):\n(?<tests>(?: {4}[^\n]*\n|\n)+)(?<bugs>(?:^# bug: [^\n]*\n?)+)/gms;

function readMistakes(file: string, text: string): Mistake[] {
  const imports = (text.match(/^(import|from) .*$/gm) ?? []).map((line) => `${line}\n`).join("");
  return [...text.matchAll(ENTRY)].flatMap((match) => {
    const { name = "", tests = "", bugs = "", code = "" } = match.groups ?? {};
    const start = code.search(/^def /m);
    const { right, docs } = bodyOf(`${imports}\n\n${code.slice(start).trimEnd()}\n`, name);
    const shared = { file, entryPoint: name, right, docs, tests: tests.replace(/^ {4}/gm, "") };
    const entry = right.search(new RegExp(`^def ${name}\\(`, "m"));
    return [...bugs.matchAll(/^# bug: (.*)$/gm)].map(([, bug = ""]): Mistake => {
      const [from = "", to = ""] = bug.split(" =>").map((it) => it.replaceAll("\\n", "\n"));
      const insert = to.replace(/^ /, "");
      const at = right.indexOf(from, entry);
      if (at < 0) throw new Error(`${file}: ${name} has no ${JSON.stringify(from)}`);
      return { ...shared, wrong: right.slice(0, at) + insert + right.slice(at + from.length), change: [from, insert] };
    });
  });
}
