/** A test command of a project: made ready to tell of every test, and what it printed read. */
import { join } from "node:path";
import type {
  CommandExecution,
  CommandPlace,
  CommandRun,
  Failure,
  Frame,
  Outcome,
  TestCommand,
  Verdict,
} from "../../../core/index.ts";
import { UserError } from "../../../lib/errors.ts";
import { escapeRegExp } from "../../../lib/escape_reg_exp.ts";
import { findEnvironment } from "./environment.ts";

const REPORT = ".code_repair_junit.xml";

/** @throws UserError where the project has no Python that may be shown to the command */
export async function testCommand(argv: readonly string[], place: CommandPlace): Promise<TestCommand> {
  const { python, reads } = await findEnvironment(place);
  const path = [join(python, ".."), "/usr/local/bin", "/usr/bin", "/bin"].join(":");
  const env = { PATH: path, PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" };
  return {
    job: { argv: withPython(reporting(argv), python), reads, env, collect: [REPORT] },
    by: isPytest(argv) ? "pytest" : "the command's exit code",
    read: readRun,
    assertRan: (execution) => assertRan(execution, argv),
  };
}

function isPytest(argv: readonly string[]): boolean {
  return argv.some((word) => /(^|\/)(pytest|py\.test)$/.test(word));
}

/** A pytest that tells of every test, and writes its report where it can be read back. */
function reporting(argv: readonly string[]): string[] {
  if (!isPytest(argv)) return [...argv];
  const kept = argv.filter((word) => !/^(-x|--exitfirst|--maxfail=\d+)$/.test(word));
  return [...kept, `--junitxml=${REPORT}`, "-p", "no:cacheprovider", "--tb=short"];
}

/** Tests of the project's own interpreter, whatever name the command calls it by. */
function withPython(argv: readonly string[], python: string): string[] {
  const [program = "", ...rest] = argv;
  if (/^(pytest|py\.test)$/.test(program)) return [python, "-m", "pytest", ...rest];
  return /^python3?$/.test(program) ? [python, ...rest] : [...argv];
}

function assertRan({ exitCode, stdout, stderr }: CommandExecution, argv: readonly string[]): void {
  const said = `${stdout}\n${stderr}`;
  if (/No module named pytest/.test(said))
    throw new UserError("the project's Python has no pytest", { hint: "name another with --interpreter" });
  if (isPytest(argv) && (exitCode === 4 || exitCode === 5))
    throw new UserError(`pytest found nothing to run: ${said.trim().split("\n").at(-1) ?? ""}`);
}

/** What a run of the command tells of its tests, and of how `file` failed. */
export function readRun(execution: CommandExecution, file: string): CommandRun {
  const report = execution.collected[REPORT];
  const failure = readFailure(`${execution.stdout}\n${execution.stderr}`, file);
  const outcomes = report === undefined ? undefined : readOutcomes(report);
  const told = report === undefined ? new Map() : readTold(report);
  return { execution, outcomes, told, failure, verdict: verdictOf(failure) };
}

function verdictOf(failure: Failure | undefined): Verdict {
  if (failure?.type === "SyntaxError" || failure?.type === "IndentationError") return "syntax_error";
  return failure === undefined || failure.type === "AssertionError" ? "wrong_answer" : "runtime_error";
}

/** JUnit's XML as pytest writes it: a test's id, and what stands inside its element. */
function testCases(report: string): [id: string, inner: string][] {
  return report
    .split("<testcase ")
    .slice(1)
    .map((text): [string, string] => {
      const [attributes = "", inner = ""] = splitOnce(splitOnce(text, "</testcase>")[0], ">");
      const value = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
      return [`${value("classname")}::${value("name")}`, inner];
    });
}

const FAILED = /<(failure|error)\b/;

function readOutcomes(report: string): Map<string, Outcome> {
  const outcome = (inner: string): Outcome =>
    FAILED.test(inner) ? "failed" : /<skipped\b/.test(inner) ? "skipped" : "passed";
  return new Map(testCases(report).map(([id, inner]) => [id, outcome(inner)]));
}

function readTold(report: string): Map<string, string> {
  const failed = testCases(report).filter(([, inner]) => FAILED.test(inner));
  return new Map(failed.map(([id, inner]) => [id, unescaped(splitOnce(splitOnce(inner, ">")[1], "</")[0])]));
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescaped(xml: string): string {
  return xml.replace(/&(?:#(\d+)|(\w+));/g, (whole, number?: string, name = "") =>
    number === undefined ? (ENTITIES[name] ?? whole) : String.fromCodePoint(Math.min(Number(number), 0x10ffff)),
  );
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** The first failure that pytest or Python tells of: lines of the file, the exception, what was compared. */
export function readFailure(output: string, file: string): Failure | undefined {
  const type = /^E\s+([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Iteration))\b:?\s*(.*)$/m.exec(output);
  const python = /^([A-Za-z_][\w.]*(?:Error|Exception)):?\s*(.*)$/m.exec(output);
  const asserted = /^E\s+(assert .*)$/m.exec(output);
  const name = (type ?? python)?.[1] ?? (asserted === null ? undefined : "AssertionError");
  if (name === undefined) return undefined;
  const message = (type ?? python)?.[2] ?? asserted?.[1] ?? "";
  return { type: name.split(".").at(-1) ?? name, message, frames: framesOf(output, file) };
}

function framesOf(output: string, file: string): Frame[] {
  const escaped = escapeRegExp(file);
  const short = [...output.matchAll(new RegExp(`^(?:\\S*/)?${escaped}:(\\d+): `, "gm"))].map((it) => it[1]);
  const long = [...output.matchAll(new RegExp(`File "(?:[^"\\n]*/)?${escaped}", line (\\d+)`, "g"))].map((it) => it[1]);
  return [...short, ...long].map((line) => ({ line: Number(line), function: "", source: "" }));
}
