/**
 * The judge of other harnesses: tests in the candidate's own process. For comparison alone; behind the same isolation
 * layer, but a candidate can forge its verdicts.
 */
import type { Candidate, Judgement, StdioCheck } from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { UserError } from "../lib/errors.ts";
import { type Judged, type JudgeParts, judge } from "./judge.ts";

const PASSED: StdioCheck = { kind: "stdio", cases: [{ stdin: "", stdout: "passed\n" }], compare: "exact" };

/** @throws UserError for tasks of a language that has no such way */
export function makeForgeableJudge({ sandbox, limits, imports }: JudgeParts) {
  return async ({ code, source }: Candidate, task: Judged, signal?: AbortSignal): Promise<Judgement> => {
    const { oneProcess, name } = languageOf(task);
    if (task.check.kind === "stdio") throw new UserError("whole programs have no tests that could share their process");
    if (oneProcess === undefined) throw new UserError(`${name} has no judge in one process`);
    const program = code === undefined ? undefined : oneProcess(code, task.check.tests);
    const asProgram = {
      check: PASSED,
      entry_point: "",
      ...(task.language !== undefined && { language: task.language }),
    };
    const { cases: _, ...judgement } = await judge({ code: program, source }, asProgram, sandbox, limits, {
      imports,
      signal,
    });
    return judgement;
  };
}
