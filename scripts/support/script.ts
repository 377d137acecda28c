/** What every script has in common: `--help` before any work, flags that are checked, failures in one line. */
import { basename } from "node:path";
import { reportFailure } from "../../src/cli/failure.ts";
import type { Kind, Read, Switch } from "../../src/cli/flags/kinds.ts";
import { onOff } from "../../src/cli/flags/kinds.ts";
import { readRows, type Words } from "../../src/cli/flags/read_rows.ts";
import type { Row } from "../../src/cli/flags/table.ts";
import { flagText, helpEntry, sayingOf } from "../../src/cli/help.ts";

/** A flag of a script. */
export type ScriptFlag = Pick<Row, "help" | "takes" | "default" | "required" | "otherwise"> & { readonly kind: Kind };

/** What the flags of a script are read as. */
export type Values<F extends Readonly<Record<string, ScriptFlag>>> = {
  readonly [K in keyof F]: F[K] extends { default: string } | { required: true } | { kind: Switch }
    ? Read<F[K]["kind"]>
    : F[K]["kind"] extends { form: "list" }
      ? Read<F[K]["kind"]>
      : Read<F[K]["kind"]> | undefined;
} & { readonly words: readonly string[] };

interface Script<F> {
  /** What it does, and what it needs. */
  readonly about: string;
  readonly flags?: F;
  readonly words?: Words;
}

/**
 * The first call of a script. With `--help` it prints what the script does, and ends the process; so it does, in one
 * line, with flags that cannot be. Whatever the script throws later ends it in one line, too (`--debug`: with the stack).
 */
export function script<const F extends Readonly<Record<string, ScriptFlag>>>({
  about,
  flags,
  words,
}: Script<F>): Values<F> {
  const args = process.argv.slice(2);
  const name = basename(process.argv[1] ?? "");
  const rows = rowsOf({ ...flags, debug: { kind: onOff, help: "stack traces of failures" } });
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(helpOf(name, about, rows, words));
    process.exit(0);
  }
  process.on("uncaughtException", (error) => process.exit(reportFailure(error, args.includes("--debug"))));
  const seeHelp = `see npx tsx scripts/${name} --help`;
  return readRows({ name, rows, words, seeHelp }, args) as unknown as Values<F>;
}

function rowsOf(flags: Readonly<Record<string, ScriptFlag>>): Row[] {
  return Object.entries(flags).map(([name, flag]) => ({ ...flag, name, group: "Run and results" }));
}

function helpOf(name: string, about: string, rows: readonly Row[], words: Words | undefined): string {
  const word = words === undefined ? "" : ` ${words.required ? words.takes : `[${words.takes}]`}`;
  const entries = rows.map((row) => helpEntry(flagText(row), sayingOf(row), 120));
  const wordEntry = words === undefined ? "" : helpEntry(words.takes, words.help, 120);
  return `npx tsx scripts/${name}${word} [flags]\n\n${about}\n\n${wordEntry}${entries.join("")}`;
}
