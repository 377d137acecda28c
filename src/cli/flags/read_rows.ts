/** Words of a command line → the values of flags, each checked; the first that is wrong is named. */
import yargs from "yargs";
import { didYouMean } from "../../lib/did_you_mean.ts";
import { type UserError, usageError } from "../../lib/errors.ts";
import { WrongValue } from "./kinds.ts";
import type { Row } from "./table.ts";

/** Words that stand between the flags. */
export interface Words {
  /** As `--help` shows it. */
  readonly takes: string;
  readonly help: string;
  readonly many?: true;
  readonly required?: true;
}

/** What the flags are for. */
export interface Reader {
  /** Its name, for messages. */
  readonly name: string;
  readonly rows: readonly Row[];
  readonly words?: Words | undefined;
  /** Where more is said. */
  readonly seeHelp: string;
  /** What to do about a flag, or a word, that belongs elsewhere. */
  readonly elsewhere?: (flagOrWord: string) => string | undefined;
}

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
 * Reads flags and words.
 *
 * @throws UserError (exit code 2) that names the flag
 */
export function readRows(reader: Reader, args: readonly string[]): Readonly<Record<string, unknown>> {
  const { rows, seeHelp } = reader;
  const { given, words } = sort(reader, args);
  const values = rows.map((row) => [row.name, valueIn(row, given.get(row.name) ?? [])] as const);
  assertWords(reader, words);
  const missing = rows.filter((row) => row.required && !given.has(row.name)).map(({ name }) => `--${name}`);
  if (missing.length > 0) throw usageError(`${missing.join(" and ")} must be given`, seeHelp);
  return { ...Object.fromEntries(values), words };
}

/** As it is typed: no name is made another, no value a number, nothing is guessed. */
const AS_TYPED = {
  ...{ "camel-case-expansion": false, "dot-notation": false, "boolean-negation": false, "strip-aliased": false },
  ...{ "parse-numbers": false, "parse-positional-numbers": false, "short-option-groups": false },
  ...{ "duplicate-arguments-array": true, "flatten-duplicate-arrays": true, "greedy-arrays": true },
} as const;

/** What is given of each flag, under its name of today, and the words between. */
function sort(reader: Reader, args: readonly string[]): Sorted {
  const names = new Map(
    reader.rows.flatMap((row) => [row.name, ...(row.old ?? [])].map((name) => [name, row] as const)),
  );
  // `--input a.jsonl b.jsonl`: words behind a list belong to it, where no others are taken.
  const isGreedy = ({ kind }: Row): boolean => kind.form === "list" && reader.words === undefined;
  const of = (form: (row: Row) => boolean): string[] => [...names].flatMap(([name, row]) => (form(row) ? [name] : []));
  const parsed = yargs()
    .parserConfiguration(AS_TYPED)
    .help(false)
    .version(false)
    .exitProcess(false)
    .string([...names.keys()])
    .array(of(isGreedy))
    .parseSync(withSwitches(args, names));
  const { _: words, $0: _program, ...flags } = parsed;
  const given = new Map<string, Given[]>();
  for (const [typed, value] of Object.entries(flags)) {
    const row = names.get(typed);
    if (row === undefined) throw unknownFlag(reader, typed.length === 1 ? `-${typed}` : `--${typed}`);
    const values = [value].flat().map((it): Given => ({ typed, value: it === "" ? undefined : String(it) }));
    given.set(row.name, [...(given.get(row.name) ?? []), ...values]);
  }
  return { given, words: words.map(String) };
}

/** A switch takes no word from behind it, but may be told on or off: `--quiet=false`. */
function withSwitches(args: readonly string[], names: ReadonlyMap<string, Row>): string[] {
  const end = args.indexOf("--");
  return args.map((word, at) => {
    const isFlag = end < 0 || at < end;
    return isFlag && word.startsWith("--") && names.get(word.slice(2))?.kind.form === "switch" ? `${word}=true` : word;
  });
}

function valueIn(row: Row, given: readonly Given[]): unknown {
  const { kind, name } = row;
  if (kind.form === "switch") return given.some((it) => onOrOff(it));
  for (const { typed, value } of given) {
    if (value === undefined || value === "" || /^--\w/.test(value)) throw usageError(`--${typed} needs a value`);
  }
  if (kind.form === "list") return given.map((it) => read(row, it));
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

function assertWords({ name, words: takes, seeHelp, elsewhere }: Reader, words: readonly string[]): void {
  const [stray] = takes === undefined ? words : takes.many ? [] : words.slice(1);
  if (stray !== undefined) throw usageError(`${name} does not take ${stray}`, elsewhere?.(stray) ?? seeHelp);
  if (takes?.required && words.length === 0) throw usageError(`${name} needs ${takes.takes}: ${takes.help}`);
}

function unknownFlag({ rows, seeHelp, elsewhere }: Reader, typed: string): UserError {
  const name = typed.replace(/^-+/, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const known = rows.map((row) => row.name);
  return usageError(
    `there is no flag ${typed}`,
    elsewhere?.(typed) ?? didYouMean(name, known, (it) => `--${it}`) ?? seeHelp,
  );
}
