/** A test command of the user's own: run on the project with a file changed, and read. */
import type {
  CommandExecution,
  CommandJob,
  CommandRunner,
  Failure,
  Frame,
  Judgement,
  Limits,
  Verdict,
} from "../../../core/index.ts";
import { escapeRegExp } from "../../../lib/escape_reg_exp.ts";

export type Outcome = "passed" | "failed" | "skipped";

/** How one run of the command ended. */
export interface TestRun {
  readonly execution: CommandExecution;
  /** By test id; undefined where the command is no pytest, or ended before it could say. */
  readonly outcomes: ReadonlyMap<string, Outcome> | undefined;
  readonly failure: Failure | undefined;
}

export interface TestCommand {
  readonly sandbox: CommandRunner;
  readonly limits: Limits;
  readonly job: Omit<CommandJob, "kind" | "overlay">;
  /** The file under repair, relative to the project. */
  readonly file: string;
}

const REPORT = ".code_repair_junit.xml";

/** Splits a command line at white space outside quotes; no shell sees it. */
export function words(command: string): string[] {
  return [...command.matchAll(/(?:"([^"]*)"|'([^']*)'|([^\s"']+))+/g)].map(([whole]) => whole.replace(/["']/g, ""));
}

export function isPytest(argv: readonly string[]): boolean {
  return argv.some((word) => /(^|\/)(pytest|py\.test)$/.test(word));
}

/** A pytest that tells of every test, and writes its report where it can be read back. */
export function reporting(argv: readonly string[]): string[] {
  if (!isPytest(argv)) return [...argv];
  const kept = argv.filter((word) => !/^(-x|--exitfirst|--maxfail=\d+)$/.test(word));
  return [...kept, `--junitxml=${REPORT}`, "-p", "no:cacheprovider", "--tb=short"];
}

export async function runTests(parts: TestCommand, source: string, signal?: AbortSignal): Promise<TestRun> {
  const { sandbox, limits, job, file } = parts;
  const command = {
    ...job,
    kind: "command" as const,
    overlay: file === "" ? {} : { [file]: source },
    collect: [REPORT],
  };
  const execution = await sandbox.run(command, limits, signal);
  const report = execution.collected[REPORT];
  return {
    execution,
    outcomes: report === undefined ? undefined : readOutcomes(report),
    failure: readFailure(`${execution.stdout}\n${execution.stderr}`, file),
  };
}

/** The verdict on a run beside the first one: the same tests, none worse, and all well. */
export function judgeRun({ execution, outcomes, failure }: TestRun, first: TestRun): Judgement {
  const { exitCode, stdout, stderr, runtimeSec, limit } = execution;
  const other = exitCode === 0 ? difference(outcomes, first.outcomes) : undefined;
  const run = { exit_code: exitCode, stdout, stderr: other ?? stderr, runtime_sec: runtimeSec };
  return {
    verdict: other === undefined ? verdictOf(exitCode, limit, failure) : "wrong_answer",
    execution: run,
    ...(failure && { failure }),
  };
}

function verdictOf(exitCode: number | null, limit: CommandExecution["limit"], failure: Failure | undefined): Verdict {
  if (limit === "time") return "timeout";
  if (limit === "memory") return "memory_limit";
  if (limit === "output") return "output_limit";
  if (exitCode === 0) return "passed";
  if (failure?.type === "SyntaxError" || failure?.type === "IndentationError") return "syntax_error";
  return failure === undefined || failure.type === "AssertionError" ? "wrong_answer" : "runtime_error";
}

/** Why a run that ended well does not count; undefined: it does. */
function difference(now: TestRun["outcomes"], first: TestRun["outcomes"]): string | undefined {
  if (first === undefined) return undefined;
  if (now === undefined) return "the tests ended without their report";
  const ids = (outcomes: ReadonlyMap<string, Outcome>): string => [...outcomes.keys()].sort().join("\n");
  if (ids(now) !== ids(first)) return "other tests were collected than at first";
  // A test that skips what raises NotImplementedError, say, is none that passes.
  const worse = [...first].filter(([id, before]) => before !== "skipped" && now.get(id) !== "passed");
  return worse.length === 0 ? undefined : `ran before and do not pass now: ${worse.map(([id]) => id).join(", ")}`;
}

/** JUnit's XML as pytest writes it. */
function readOutcomes(xml: string): ReadonlyMap<string, Outcome> {
  // Cut first, so that a forged report cannot make each beginning be searched for an end that is nowhere.
  const cases = xml.split("<testcase ").slice(1);
  return new Map(
    cases.map((text): [string, Outcome] => {
      const [attributes = "", inner = ""] = splitOnce(splitOnce(text, "</testcase>")[0], ">");
      const value = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
      const outcome = /<(failure|error)\b/.test(inner) ? "failed" : /<skipped\b/.test(inner) ? "skipped" : "passed";
      return [`${value("classname")}::${value("name")}`, outcome];
    }),
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
