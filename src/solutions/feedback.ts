/** Feedback on one solution, for callers that have no sandbox open yet. */
import { formatFeedback } from "../agent/case_feedback.ts";
import type { CaseResult, StdioCheck } from "../core/index.ts";
import type { Problem } from "../datasets/solution_files.ts";
import { openSandbox } from "../sandbox/index.ts";
import { DEFAULT_LIMITS } from "../sandbox/limits.ts";
import { type JudgeParts, programOf, type Score, scoreProgram } from "./evaluate.ts";

/** Inputs and outputs as solution files have them, or a check that has been read. */
export type UnitTests = StdioCheck | { readonly inputs: readonly string[]; readonly outputs: readonly string[] };

/** The program in a model's reply; empty where there is none. */
export function extractCode(reply: string): string {
  return programOf(reply).code ?? "";
}

/**
 * Runs a program on its cases, in the sandbox that `parts` names or else in one of its own.
 *
 * @returns one result per case, in their order; none where the program is empty
 * @throws InfraError where the sandbox fails
 */
export async function runUnitTests(
  program: string,
  tests: UnitTests,
  parts: Partial<JudgeParts> = {},
): Promise<readonly CaseResult[]> {
  return (await score(program, tests, parts)).cases;
}

/**
 * What a model would be told about its solution.
 *
 * @param reply the model's reply: prose and code
 * @param budget characters of the whole
 */
export async function getModelFeedback(
  reply: string,
  tests: UnitTests,
  parts: Partial<JudgeParts> = {},
  budget?: number,
): Promise<string> {
  return feedbackOn(await score(extractCode(reply), tests, parts), budget);
}

/** A score in the words that a model would be told. */
export function feedbackOn({ cases, total, reason }: Score, budget?: number): string {
  return reason === undefined ? formatFeedback(cases, budget) : `0 of ${total} cases passed.\n\n${reason}`;
}

async function score(program: string, tests: UnitTests, parts: Partial<JudgeParts>): Promise<Score> {
  const { limits = DEFAULT_LIMITS, imports = "octopack", signal } = parts;
  await using own = parts.sandbox === undefined ? await openSandbox({ kind: "process" }) : undefined;
  const sandbox = parts.sandbox ?? own;
  if (sandbox === undefined) throw new Error("there is no sandbox");
  const candidate = { code: program === "" ? undefined : program, source: "bare" } as const;
  const problem: Pick<Problem, "index" | "check"> = { index: 0, check: checkOf(tests) };
  // Awaited here: a sandbox of its own is closed when this function returns.
  return await scoreProgram(candidate, problem, { sandbox, limits, imports, signal });
}

function checkOf(tests: UnitTests): StdioCheck {
  if ("kind" in tests) return tests;
  const { inputs, outputs } = tests;
  return { kind: "stdio", cases: inputs.map((stdin, index) => ({ stdin, stdout: outputs[index] ?? "" })) };
}
