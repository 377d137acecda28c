/** The words of a command line → a command's flags, each checked; the first that is wrong is named. */
import { parseArgs } from "node:util";
import { didYouMean } from "../../lib/did_you_mean.ts";
import { type UserError, usageError } from "../../lib/errors.ts";
import { PROGRAM } from "../../lib/paths.ts";
import { COMMANDS } from "../command_table.ts";
import type { CommandName } from "./flag.ts";
import { WrongValue } from "./kinds.ts";
import { type FlagsOf, type Row, rowsOf, TABLE } from "./table.ts";

/** A flag as it was typed. */
interface Given {
  /** The name that was used, which may be an old one. */
  readonly typed: string;
  /** Undefined where nothing followed it. */
  readonly value: string | undefined;
}

interface Sorted {
  readonly given: ReadonlyMap<string, readonly Given[]>;
  readonly words: readonly string[];
}

/**
 * Reads the flags of a command.
 *
 * @param args the command line behind the command's name
 * @throws UserError (exit code 2) that names the flag
 */
export function readFlags<C extends CommandName>(command: C, args: readonly string[]): FlagsOf<C> {
  const rows = rowsOf(command);
  const { given, words } = sort(command, rows, args);
  const values = rows.map((row) => [row.name, valueIn(row, given.get(row.name) ?? [])] as const);
  assertWords(command, words);
  const missing = rows.filter((row) => row.required && !given.has(row.name)).map(({ name }) => `--${name}`);
  if (missing.length > 0) throw usageError(`${missing.join(" and ")} must be given`, seeHelp(command));
  return { ...Object.fromEntries(values), words } as unknown as FlagsOf<C>;
}

/** What is given of each flag, under its name of today, and the words between. */
function sort(command: CommandName, rows: readonly Row[], args: readonly string[]): Sorted {
  const names = new Map(rows.flatMap((row) => [row.name, ...(row.old ?? [])].map((name) => [name, row] as const)));
  const options = Object.fromEntries(
    [...names].map(([name, { kind }]) => [name, { type: kind.form === "switch" ? "boolean" : "string" } as const]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<string, Given[]>();
  const words: string[] = [];
  let list: Given[] | undefined;
  for (const token of tokens) {
    if (token.kind === "option") {
      const row = names.get(token.name);
      if (row === undefined) throw unknownFlag(command, token.rawName, rows);
      const all = given.get(row.name) ?? [];
      given.set(row.name, [...all, { typed: token.name, value: token.value }]);
      list = row.kind.form === "list" && COMMANDS[command].words === undefined ? given.get(row.name) : undefined;
    } else if (token.kind === "positional") {
      // `--input a.jsonl b.jsonl`: words behind a list belong to it, where the command takes none itself.
      if (list === undefined) words.push(token.value);
      else list.push({ typed: list[0]?.typed ?? "", value: token.value });
    }
  }
  return { given, words };
}

function valueIn(row: Row, given: readonly Given[]): unknown {
  const { kind, name } = row;
  if (kind.form === "switch") return given.some((it) => onOrOff(it));
  for (const { typed, value } of given) {
    if (value === undefined || value === "" || /^--\w/.test(value)) throw usageError(`--${typed} needs a value`);
  }
  if (kind.form === "list") return given.length === 0 ? [] : given.map((it) => read(row, it));
  if (given.length > 1) throw usageError(`--${given[0]?.typed ?? name} is given more than once`);
  const [one] = given;
  if (one !== undefined) return read(row, one);
  return row.default === undefined ? undefined : kind.read(row.default);
}

function onOrOff({ typed, value }: Given): boolean {
  if (value === undefined || value === "true") return true;
  if (value === "false") return false;
  throw usageError(`--${typed} takes no value, not ${JSON.stringify(value)}`);
}

function read({ name, kind, takes, hint }: Row, { typed, value = "" }: Given): unknown {
  if (kind.form === "switch") return true;
  try {
    return kind.read(value);
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    const old = typed === name ? "" : ` (the old name of --${name}${takes === undefined ? "" : ` ${takes}`})`;
    throw usageError(`--${typed}${old} ${error.message}, not ${JSON.stringify(value)}`, hint);
  }
}

function assertWords(command: CommandName, words: readonly string[]): void {
  const { words: takes } = COMMANDS[command];
  const [stray] = takes === undefined ? words : takes.many ? [] : words.slice(1);
  if (stray !== undefined)
    throw usageError(
      `${command} does not take ${stray}`,
      stray in COMMANDS ? `a command stands first: ${PROGRAM} ${stray} …` : seeHelp(command),
    );
  if (takes?.required && words.length === 0) throw usageError(`${command} needs ${takes.takes}: ${takes.help}`);
}

function unknownFlag(command: CommandName, typed: string, rows: readonly Row[]): UserError {
  const name = typed.replace(/^-+/, "");
  const near = didYouMean(
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    rows.map((row) => row.name),
    (it) => `--${it}`,
  );
  const others = name in TABLE ? Object.keys(TABLE[name as keyof typeof TABLE].in) : [];
  const elsewhere = others.length === 0 ? undefined : `it belongs to ${others.join(", ")}`;
  return usageError(`there is no flag ${typed}`, elsewhere ?? near ?? seeHelp(command));
}

function seeHelp(command: CommandName): string {
  return command === "evaluate" ? `see ${PROGRAM} --help` : `see ${PROGRAM} ${command} --help`;
}
