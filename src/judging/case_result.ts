/** One run of a program on one case, compared with what it should have printed. */
import type { CaseExecution, CaseResult, CompareRule, StdioCheck, Verdict } from "../core/index.ts";
import { sameOutput } from "./compare_output.ts";
import { capped, KEPT } from "./judgement.ts";

/** @param how `timeoutSec`: the time limit that the run had; `compare`: how its output is compared */
export function caseResult(
  execution: CaseExecution,
  expected: StdioCheck["cases"][number],
  index: number,
  how: { readonly timeoutSec: number; readonly compare: CompareRule | undefined },
): CaseResult {
  return {
    index,
    verdict: verdictOf(execution, expected.stdout, how.compare),
    stdin: expected.stdin,
    expected: expected.stdout,
    stdout: kept(execution.stdout),
    error: errorOf(execution, how.timeoutSec),
    exitCode: execution.exitCode,
    seconds: execution.runtimeSec,
  };
}

/** What is shown of an output; a copy, since a slice would keep the whole of it, and that of hundreds of cases, alive. */
function kept(text: string): string {
  return text.length <= KEPT ? text : Buffer.from(capped(text, false)).toString();
}

const LIMIT_VERDICTS = { time: "timeout", memory: "memory_limit", output: "output_limit" } as const;

/** A program that ends with another status than 0 fails, whatever it printed before. */
function verdictOf(execution: CaseExecution, expected: string, rule: CompareRule | undefined): Verdict {
  const { limit, exitCode, unread, claimed } = execution;
  if (limit !== null) return LIMIT_VERDICTS[limit];
  if (exitCode !== 0) return unread ? "syntax_error" : "runtime_error";
  return (claimed ?? sameOutput(execution.stdout, expected, rule)) ? "passed" : "wrong_answer";
}

function errorOf({ limit, exitCode, stderr }: CaseExecution, timeoutSec: number): string {
  const words = {
    time: `no end within ${Number(timeoutSec.toFixed(3))} s`,
    memory: "out of memory",
    output: "too much output",
  };
  if (limit !== null) return joined(words[limit], stderr);
  if (exitCode === null) return joined("ended by a signal", stderr);
  return exitCode === 0 ? "" : joined(stderr, stderr.trim() === "" ? `exit status ${exitCode}` : "");
}

function joined(...texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .join("\n");
}
