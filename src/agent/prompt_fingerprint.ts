/** What identifies the words that models are sent. */
import { createHash } from "node:crypto";
import { FEEDBACKS } from "../core/feedback.ts";
import {
  type Attempt,
  type CaseResult,
  CONTEXTS,
  type Failure,
  type Language,
  type PromptName,
  type StrategyName,
  type Task,
  TOOLS,
  VERDICTS,
} from "../core/index.ts";
import { DEFAULT_LANGUAGE } from "../languages/index.ts";
import {
  feedbackText,
  firstMessages,
  type Message,
  ownTestMessages,
  programFeedback,
  proposeMessages,
  QUOTE_LIMIT,
  reflectMessages,
  reflectProgramMessages,
  type Turn,
  toolMessages,
  VERDICT_TEXT,
} from "./prompts.ts";
import { strategyOf } from "./strategies/index.ts";

/**
 * SHA-256 over every word of the prompts as it renders for a fixed task, so that a change of a single word changes
 * `config_hash`.
 *
 * @param languages of the tasks
 */
export function promptFingerprint(
  languages: readonly Language[] = [DEFAULT_LANGUAGE],
  { prompt, strategy, tools, ownTests }: ChosenWords = {},
): string {
  const [only, ...others] = languages.map(fingerprintOf);
  const base = others.length === 0 && only !== undefined ? only : sha256(JSON.stringify([only, ...others]));
  if (ownTests !== undefined) {
    const others = promptFingerprint(languages, { prompt, strategy, tools });
    return sha256(JSON.stringify([others, languages.map(({ id }) => ownTestMessages(unitProbe(id), ownTests))]));
  }
  if (tools) return sha256(JSON.stringify([base, TOOLS, languages.map(({ id }) => toolWords(id))]));
  if (prompt === undefined && strategy === undefined) return base;
  return sha256(JSON.stringify([base, prompt, strategy, ...languages.map((it) => chosenWords(it, prompt, strategy))]));
}

/** What of a run's settings decides its words. */
interface ChosenWords {
  readonly prompt?: PromptName | undefined;
  readonly strategy?: StrategyName | undefined;
  readonly tools?: true | undefined;
  readonly ownTests?: number | undefined;
}

function toolWords(language: string): readonly Message[][] {
  return CONTEXTS.map((context) => toolMessages(unitProbe(language), context));
}

function unitProbe(language: string): Task {
  return probe(language, { kind: "unit_tests", tests: "TESTS", helpers: "" });
}

/** The first question and a repair in the words that these names stand for. */
function chosenWords({ id }: Language, prompt: PromptName = "plain", strategy: StrategyName = "continue") {
  const task = unitProbe(id);
  const failed = { attempt: 0, prompt: [], completion: "COMPLETION", candidate: "CODE", verdict: "wrong_answer" };
  const [attempts, told] = [[failed as unknown as Attempt], ["FEEDBACK"]];
  return CONTEXTS.map((context) => {
    const first = firstMessages(task, context, prompt);
    const docs = context === "tests" ? "" : task.docstring;
    return [first, strategyOf(strategy).ask({ task, first, attempts, told, docs })];
  });
}

function probe(language: string, check: Task["check"]): Task {
  return {
    task_id: "t",
    language,
    docstring: "DOC",
    declaration: "DECLARATION",
    prompt: "PROMPT",
    buggy_solution: "BUGGY",
    canonical_solution: "",
    entry_point: "f",
    bug_type: "",
    failure_symptoms: "",
    check,
  };
}

function fingerprintOf({ id: language }: Language): string {
  const unit = unitProbe(language);
  const stdio = probe(language, { kind: "stdio", cases: [{ stdin: "IN", stdout: "OUT" }] });
  const turn = (name: string): Turn => ({ completion: `${name} COMPLETION`, feedback: `${name} FEEDBACK` });
  const ended = { exitCode: 1, seconds: 1, stdin: "IN", expected: "OUT", stdout: "X".repeat(9999), error: "ERR" };
  const cases = VERDICTS.map((verdict, index): CaseResult => ({ ...ended, index, verdict }));
  const failure: Failure = {
    type: "E",
    message: "M",
    frames: [{ line: 1, function: "f", source: "S" }],
    assertion: "A",
  };
  const feedback = FEEDBACKS.flatMap((level) =>
    [failure, undefined].map((it) => {
      const judged = { verdict: "wrong_answer", execution: { stderr: "ERR" }, ...(it && { failure: it }) } as const;
      return feedbackText(judged, level, unit);
    }),
  );
  const text = JSON.stringify([
    (["docs", "tests", "docs+tests"] as const).map((context) => proposeMessages(unit, context)),
    proposeMessages(stdio, "docs"),
    reflectMessages([], "COMPLETION", "FEEDBACK"),
    feedback,
    reflectProgramMessages([], turn("BEST"), turn("LAST")),
    FEEDBACKS.flatMap((level) =>
      [{ cases }, {}].map((it) => programFeedback({ verdict: "no_code", ...it }, level, stdio)),
    ),
    VERDICT_TEXT,
    QUOTE_LIMIT,
  ]);
  return sha256(text);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
