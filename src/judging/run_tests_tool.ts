/** The judge as a LangChain tool, for those who bind tools to a model of their own. */
import { type DynamicStructuredTool, tool } from "@langchain/core/tools";
import { z } from "zod";
import type { Candidate, Failure, Judgement, Verdict } from "../core/index.ts";
import { type JudgeParts, makeJudge } from "./judge.ts";

export const runTestsInput = z.object({
  code: z.string().describe("Python source that defines the entry point"),
  tests: z.string().describe("Python source of asserts that call the entry point"),
  entry_point: z.string().describe("Name of the function under test"),
  helpers: z.string().default("").describe("Definitions that the tests use"),
});

/** What the tool answers. */
export interface RunTestsResult {
  readonly passed: boolean;
  readonly exit_code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly verdict: Verdict;
  readonly runtime_sec: number;
  readonly failure?: Failure;
}

export type RunTestsTool = DynamicStructuredTool<typeof runTestsInput>;

/**
 * `run_python_with_tests(code, tests, entry_point)`: judges the code against the tests in the sandbox and answers
 * with a `RunTestsResult`. The signal of the call's configuration ends it.
 */
export function makeRunTestsTool(parts: JudgeParts): RunTestsTool {
  const judged = makeJudge(parts);
  return tool(
    async ({ code, tests, entry_point, helpers }, config): Promise<RunTestsResult> => {
      const candidate: Candidate = { code, source: "bare" };
      const task = { check: { kind: "unit_tests", tests, helpers }, entry_point } as const;
      return resultOf(await judged(candidate, task, config?.signal));
    },
    {
      name: "run_python_with_tests",
      description: "Runs Python code against tests in a sandbox; tells whether it passed, its output and its verdict.",
      schema: runTestsInput,
    },
  );
}

function resultOf({ verdict, execution, failure }: Judgement): RunTestsResult {
  return { passed: verdict === "passed", verdict, ...execution, ...(failure === undefined ? {} : { failure }) };
}
