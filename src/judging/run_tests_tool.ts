/** The tool that the agent's execute node calls. */
import { type DynamicStructuredTool, tool } from "@langchain/core/tools";
import { z } from "zod";
import type { Candidate, Failure, ImportPrelude, Judgement, Limits, Sandbox, Verdict } from "../core/index.ts";
import { type Judged, judge } from "./judge.ts";

export const runPythonInput = z.object({
  code: z.string().describe("Python source that defines the entry point"),
  tests: z.string().describe("Python source of asserts that call the entry point"),
  entry_point: z.string().describe("Name of the function under test"),
  helpers: z.string().default("").describe("Definitions that the tests use"),
});

/** What the tool answers. */
export interface RunPythonResult {
  readonly passed: boolean;
  readonly exit_code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly verdict: Verdict;
  readonly runtime_sec: number;
  readonly failure?: Failure;
}

export type RunPythonTool = DynamicStructuredTool<typeof runPythonInput>;

export interface RunPythonOptions {
  readonly sandbox: Sandbox;
  readonly limits: Limits;
  readonly imports: ImportPrelude;
}

/**
 * `run_python_with_tests(code, tests, entry_point)`: judges the code against the tests in the sandbox and answers
 * with a `RunPythonResult`. The signal of the call's configuration ends it.
 */
export function makeRunPythonTool({ sandbox, limits, imports }: RunPythonOptions): RunPythonTool {
  return tool(
    async ({ code, tests, entry_point, helpers }, config): Promise<RunPythonResult> => {
      const candidate: Candidate = { code, source: "bare" };
      const task = { check: { kind: "unit_tests", tests, helpers }, entry_point } as const;
      return resultOf(await judge(candidate, task, sandbox, limits, { imports, signal: config?.signal }));
    },
    {
      name: "run_python_with_tests",
      description: "Runs Python code against tests in a sandbox; tells whether it passed, its output and its verdict.",
      schema: runPythonInput,
    },
  );
}

/**
 * The judge of the agent's execute node: unit tests go through the tool, everything else straight to `judge`.
 */
export function makeJudge(options: RunPythonOptions) {
  const runTests = makeRunPythonTool(options);
  return async (candidate: Candidate, task: Judged, signal?: AbortSignal): Promise<Judgement> => {
    const { check, entry_point } = task;
    if (candidate.code === undefined || check.kind !== "unit_tests")
      return judge(candidate, task, options.sandbox, options.limits, { imports: options.imports, signal });
    const input = { code: candidate.code, tests: check.tests, helpers: check.helpers, entry_point };
    const result: RunPythonResult = await runTests.invoke(input, signal && { signal });
    const { passed: _, verdict, failure, ...execution } = result;
    return { verdict, execution, ...(failure === undefined ? {} : { failure }) };
  };
}

function resultOf({ verdict, execution, failure }: Judgement): RunPythonResult {
  return { passed: verdict === "passed", verdict, ...execution, ...(failure === undefined ? {} : { failure }) };
}
