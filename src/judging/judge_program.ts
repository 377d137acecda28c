/** Judges a whole program by what it prints. The expected output stays on this side of the isolation layer. */
import {
  type CaseResult,
  DEFAULT_RULE,
  type ExecutableRunner,
  type JudgedExecution,
  type Judgement,
  type Language,
  type Limits,
  type ProgramRunner,
  type StdioCheck,
  type Verdict,
} from "../core/index.ts";
import { caseResult } from "./case_result.ts";
import { capped, type JudgeOptions } from "./judgement.ts";

/** Bytes that a program may always print, however short the expected output is. */
const LEAST_OUTPUT = 1 << 20;

/**
 * Runs a program on every case of a check; cases run side by side, as many as the sandbox has room for.
 *
 * @throws InfraError where the isolation layer fails, and the signal's reason
 */
export async function judgeProgram(
  program: string,
  language: Language,
  check: StdioCheck,
  sandbox: ProgramRunner & ExecutableRunner,
  limits: Limits,
  { imports, signal }: JudgeOptions,
): Promise<Judgement> {
  const own = limitsOf(check, limits);
  const stdins = check.cases.map((it) => it.stdin);
  const expected = check.cases.map((it) => it.stdout);
  const run = { program, stdins, imports, expected, compare: check.compare ?? DEFAULT_RULE };
  const execution = await language.runProgram(sandbox, run, own, signal);
  const cases = execution.cases.map((run, index) => {
    const wanted = check.cases[index];
    if (wanted === undefined) throw new Error("the sandbox ran more cases than it was given");
    return caseResult(run, wanted, index, { timeoutSec: own.timeoutSec, compare: check.compare });
  });
  const shown = cases.find((it) => it.verdict !== "passed") ?? cases.at(-1);
  const failure = shown && execution.cases[shown.index]?.failure;
  return {
    verdict: shown?.verdict ?? "passed",
    execution: executionOf(shown, cases),
    ...(failure && shown.verdict !== "passed" && { failure }),
    cases,
  };
}

/** The problem's own time limit, and room for the longest output that is expected. */
function limitsOf(check: StdioCheck, limits: Limits): Limits {
  const timeoutSec = check.timeLimitSec ?? limits.timeoutSec;
  const longest = Math.max(0, ...check.cases.map((it) => Buffer.byteLength(it.stdout)));
  const cpuSec = check.timeLimitSec === undefined ? limits.cpuSec : Math.ceil(timeoutSec);
  const outputBytes = Math.max(limits.outputBytes, LEAST_OUTPUT, 2 * longest);
  return { ...limits, timeoutSec, cpuSec, outputBytes };
}

/** What a record shows: the first case that failed; its seconds are those of all cases together. */
function executionOf(shown: CaseResult | undefined, cases: readonly CaseResult[]): JudgedExecution {
  return {
    exit_code: shown?.exitCode ?? null,
    stdout: capped(shown?.stdout ?? "", false),
    stderr: capped(shown?.error ?? "", false),
    runtime_sec: cases.reduce((total, it) => total + it.seconds, 0),
  };
}

/** How many cases ended how, most frequent first, the passed ones left out. */
export function failureCounts(cases: readonly CaseResult[]): [Verdict, number][] {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of cases) if (verdict !== "passed") counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
