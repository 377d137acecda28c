/** Tests that a model writes for itself, as in CodeT (Chen et al. 2022): they guide attempts beside the examples, and decide nothing. */
import type { Attempt, Candidate, Judge, Judgement, OwnTests, Task } from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { type Asked, ask } from "./ask.ts";
import type { AgentParts } from "./parts.ts";
import { ownTestMessages } from "./prompts.ts";

/** Asks for tests; what is no assertion about the function is left out. */
export async function writeTests(parts: AgentParts, task: Task, call: Omit<Asked, "attempt">): Promise<OwnTests> {
  const { model, ownTests = 0, iters, candidates = 1 } = parts;
  // A number that no attempt has: answers are known by it.
  const asked = { ...call, attempt: iters + candidates, wants: "tests" } as const;
  const { prompt, text, promptTokens, completionTokens, seconds } = await ask(
    model,
    ownTestMessages(task, ownTests),
    asked,
  );
  const tests = languageOf(task).ownTests?.read(text, task.entry_point) ?? [];
  const token_usage = { prompt_tokens: promptTokens, completion_tokens: completionTokens };
  return { prompt: [...prompt], completion: text, tests: tests.slice(0, ownTests), token_usage, seconds };
}

/** What a candidate did on its author's tests. */
export interface OwnResult {
  readonly counts: NonNullable<Attempt["own_tests"]>;
  /** Of the first that failed. */
  readonly failed?: Judgement;
}

/** Each test is judged alone: that one of them is wrong says nothing of the others. */
export async function tryOwnTests(
  { tests }: OwnTests,
  candidate: Candidate,
  task: Task,
  judge: Judge,
  signal?: AbortSignal,
): Promise<OwnResult> {
  const judgements: Judgement[] = [];
  for (const test of tests) judgements.push(await judge(candidate, testedBy(task, test), signal));
  const failed = judgements.find(({ verdict }) => verdict !== "passed");
  const passed = judgements.filter(({ verdict }) => verdict === "passed").length;
  return { counts: { passed, total: tests.length }, ...(failed && { failed }) };
}

/** The same task, judged by other tests. */
export function testedBy(task: Task, tests: string): Task {
  const { check } = task;
  return check.kind === "unit_tests" ? { ...task, check: { ...check, tests } } : task;
}
