/** Programs that try to cheat the judge or to get through the isolation layer, and what must not come of it. */
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, parse as parsePath } from "node:path";
import { type CheckExecution, type Limits, type Sandbox, VERDICTS, type Verdict } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { Surroundings } from "./surroundings.ts";

/** One attack: a candidate with a `solve(x)` and, in its first lines, what it tries and how that has to end. */
export interface Attack {
  /** For example `isolation/tcp`. */
  readonly name: string;
  /** What it tries, in a sentence. */
  readonly tries: string;
  /** The verdicts that are right. */
  readonly expect: readonly Verdict[];
  readonly code: string;
  readonly tests: string;
  readonly limits: Limits;
  /** The only machine (as `uname -m` calls it) that it is written for. */
  readonly only: string | undefined;
  /** What it learns, which some layers own up to showing (`shows` of their details). */
  readonly learns: string | undefined;
}

export interface AttackResult {
  /** What went wrong; empty: the sandbox held. */
  readonly violations: readonly string[];
  readonly execution: CheckExecution;
  /** What stopped it, as far as it can be told. */
  readonly stoppedBy: string;
}

/** An attack prints this for each thing that it managed to do. */
export const DONE = /^DONE\b.*$/gm;
const REFUSED = /^refused\b.*$/m;
const LIMITS: Limits = { ...DEFAULT_LIMITS, timeoutSec: 10, cpuSec: 10 };
/** Known to the tests alone. */
const SECRET = "quicksilver-pelican";

/** A program of the suite, as it lies in its file. */
export interface AttackFile {
  /** For example `isolation/tcp`. */
  readonly name: string;
  /** What the file's name ends in. */
  readonly ending: string;
  readonly code: string;
}

/** Reads the suite: every program in the folders `verdict` and `isolation` of a folder. */
export function loadAttacks(folder: string): Attack[] {
  return ["verdict", "isolation"].flatMap((part) => programsIn(folder, part).map((file) => parse(file, folder)));
}

/** The programs of one part of the suite, by name. */
export function programsIn(folder: string, part: string): AttackFile[] {
  const files = readdirSync(join(folder, part)).filter((file) => extname(file) !== "");
  return files.sort().map((file) => {
    const code = readFileSync(join(folder, part, file), "utf8");
    return { name: `${part}/${parsePath(file).name}`, ending: extname(file), code };
  });
}

/** What a program says of itself in the comment lines that it begins with. */
export function headOf(code: string): { readonly tries: string; readonly settings: ReadonlyMap<string, string> } {
  const [tries = "", ...rest] = commentsOf(code);
  return { tries, settings: new Map(rest.map((line) => splitOnce(line, ":"))) };
}

function parse({ name, ending, code }: AttackFile, folder: string): Attack {
  const { tries, settings } = headOf(code);
  const expect = (settings.get("expect") ?? "").split(",").map((word) => verdictOf(name, word.trim()));
  const tests = readFileSync(join(folder, "tests", (settings.get("tests") ?? "squares") + ending), "utf8");
  return {
    name,
    tries,
    expect,
    code,
    tests,
    limits: changedLimits(LIMITS, settings.get("limits")),
    only: settings.get("only"),
    learns: settings.get("shows"),
  };
}

function commentsOf(code: string): string[] {
  const lines = code.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("# "));
  return lines.slice(0, end).map((line) => line.slice(2));
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function verdictOf(name: string, word: string): Verdict {
  const verdict = VERDICTS.find((known) => known === word);
  if (verdict === undefined) throw new UserError(`The attack ${name} expects an unknown verdict: ${word}`);
  return verdict;
}

/** Limits with changes, as `processes=16 diskBytes=1024`. */
export function changedLimits(limits: Limits, text = ""): Limits {
  const changes = text
    .split(" ")
    .filter(Boolean)
    .map((part) => splitOnce(part, "="));
  const changed = Object.fromEntries(changes.map(([name, value]) => [name, Number(value)]));
  return { ...limits, ...changed };
}

/** Runs one attack and looks whether anything came of it. */
export async function runAttack(attack: Attack, sandbox: Sandbox, surroundings: Surroundings): Promise<AttackResult> {
  const candidate = surroundings.filledIn(attack.code);
  const job = {
    kind: "check",
    candidate,
    tests: attack.tests,
    helpers: "",
    entryPoint: "solve",
    imports: "none",
  } as const;
  const execution = await sandbox.run(job, attack.limits);
  const violations = [
    ...(attack.expect.includes(execution.verdict) ? [] : [`the verdict was ${execution.verdict}`]),
    ...(isOwnedUpTo(attack, sandbox) ? [] : (execution.stdout.match(DONE) ?? [])),
    ...(`${execution.stdout}${execution.stderr}`.includes(SECRET) ? ["it knew the tests"] : []),
    ...(await surroundings.violations()),
  ];
  return { violations, execution, stoppedBy: stoppedBy(execution) };
}

/** A layer that says what it shows is not broken by showing it. */
function isOwnedUpTo({ learns }: Attack, { info }: Sandbox): boolean {
  return learns !== undefined && (info.details.shows ?? "").split(", ").includes(learns);
}

function stoppedBy({ stdout, verdict, failure }: CheckExecution): string {
  const refusal = REFUSED.exec(stdout)?.[0];
  if (refusal !== undefined) return refusal;
  return failure === undefined ? verdict : `${verdict}: ${failure.type}: ${failure.message}`;
}
