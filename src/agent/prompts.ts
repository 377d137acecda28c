/**
 * Every word that is sent to a model.
 */
import { createHash } from "node:crypto";
import { FEEDBACKS, type Feedback } from "../core/feedback.ts";
import {
  type CaseResult,
  type Context,
  type Execution,
  type Failure,
  type Judgement,
  type Task,
  VERDICTS,
  type Verdict,
} from "../core/index.ts";
import { formatFeedback } from "./case_feedback.ts";
import { fence, shorten } from "./quoting.ts";

/** A message in the form that records keep. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

const SYSTEM =
  "You are an expert Python programmer who repairs broken code. " +
  "Answer with the whole corrected program in one ```python block and nothing after it. " +
  "Keep the name and the parameters of the function; change only what is wrong.";

const PROGRAM_SYSTEM =
  "You are an expert Python programmer who solves programming problems. " +
  "Write a whole program that reads standard input and writes standard output. " +
  "Answer with it in one ```python block and nothing after it.";

/** Characters of one stderr or assertion that feedback quotes. */
const QUOTE_LIMIT = 2_000;

/** The messages of the first attempt: system, then specification, buggy code and the entry point to keep. */
export function proposeMessages(task: Task, context: Context): Message[] {
  if (task.check.kind === "stdio") {
    return [
      { role: "system", content: PROGRAM_SYSTEM },
      { role: "user", content: task.docstring.trim() },
    ];
  }
  return [
    { role: "system", content: SYSTEM },
    { role: "user", content: question(task, task.check.tests, context) },
  ];
}

/** The messages of a repair: everything said so far, the model's own answer, and what became of it. */
export function reflectMessages(before: readonly Message[], completion: string, feedback: string): Message[] {
  return [...before, { role: "assistant", content: completion }, { role: "user", content: feedback }];
}

/** An answer, and what its author is told of it. */
export interface Turn {
  readonly completion: string;
  readonly feedback: string;
}

/**
 * The messages of a repair of a whole program: the problem, the best program so far, and the last one where that is
 * another. The length does not grow with the attempts.
 */
export function reflectProgramMessages(before: readonly Message[], best: Turn, last: Turn): Message[] {
  const told = reflectMessages(before, best.completion, best.feedback);
  return best === last ? told : reflectMessages(told, last.completion, `${NO_BETTER}\n\n${last.feedback}`);
}

const NO_BETTER = "That is no better than your program before. Go on from whichever is closer to the solution.";

function question(task: Task, tests: string, context: Context): string {
  const parts = [`The function \`${task.entry_point}\` below has a bug. Repair it.`];
  if (context !== "tests") parts.push("Its docstring says what it must do.");
  if (context !== "docs") parts.push(`The repaired function must pass these tests:\n${fence(tests)}`);
  // The code comes last: what a small model reads last, it copies best.
  const head = context === "tests" ? task.declaration : task.prompt;
  parts.push(`The code to repair:\n${fence(head + task.buggy_solution)}`);
  return parts.join("\n\n");
}

/** What a repair attempt is told about the execution that failed. */
export function feedbackText(
  verdict: Verdict,
  execution: Pick<Execution, "stderr">,
  failure: Failure | undefined,
  level: Feedback,
  entryPoint: string,
): string {
  const parts: string[] = [];
  if (level === "none") parts.push("That is not right yet.");
  else parts.push(VERDICT_TEXT[verdict]);
  if (level === "assertion") parts.push(...failureText(failure, execution.stderr, verdict));
  const what = entryPoint === "" ? "the whole corrected program" : `the whole corrected \`${entryPoint}\``;
  parts.push(`Answer with ${what} in one \`\`\`python block.`);
  return parts.join("\n\n");
}

/** What a repair attempt is told about a program that failed some of its cases. */
export function programFeedback({ verdict, cases }: Pick<Judgement, "verdict" | "cases">, level: Feedback): string {
  const parts: string[] = [];
  if (level === "none") parts.push("That is not right yet.");
  else if (cases === undefined) parts.push(VERDICT_TEXT[verdict]);
  else if (level === "assertion") parts.push(formatFeedback(cases));
  else parts.push(formatFeedback(cases).split("\n", 1).join());
  return [...parts, "Answer with the whole corrected program in one ```python block."].join("\n\n");
}

function failureText(failure: Failure | undefined, stderr: string, verdict: Verdict): string[] {
  if (failure === undefined) {
    const tail = stderr.trim();
    return tail === "" || verdict === "timeout"
      ? []
      : [`It wrote to stderr:\n${fence(shorten(tail, QUOTE_LIMIT), "text")}`];
  }
  const parts: string[] = [];
  if (failure.assertion !== undefined)
    parts.push(`This assertion failed:\n${fence(shorten(failure.assertion, QUOTE_LIMIT))}`);
  if (failure.type !== "AssertionError" || failure.message !== "")
    parts.push(`${failure.type}: ${shorten(failure.message, QUOTE_LIMIT)}`);
  if (failure.frames.length > 0) {
    const frames = failure.frames.map((f) => `line ${f.line}, in ${f.function}: ${f.source.trim()}`);
    parts.push(`It came from your code:\n${fence(shorten(frames.join("\n"), QUOTE_LIMIT), "text")}`);
  }
  return parts;
}

const VERDICT_TEXT: Readonly<Record<Verdict, string>> = {
  passed: "All tests pass.",
  wrong_answer: "The function returned a wrong answer.",
  runtime_error: "The code raised an exception.",
  syntax_error: "The code does not parse.",
  timeout: "The code ran into the time limit.",
  memory_limit: "The code ran into the memory limit.",
  output_limit: "The code wrote more output than is allowed.",
  no_code: "There was no code in your answer.",
  missing_entry_point: "The code does not define the function that was asked for.",
  unsupported_type: "The function returned an object that is not plain data.",
  sandbox_error: "The code could not be run.",
};

/**
 * SHA-256 over everything above as it renders for a fixed task, so that a change of a single word changes
 * `config_hash`.
 */
export function promptFingerprint(): string {
  const task = (check: Task["check"]): Task => ({
    task_id: "t",
    language: "python",
    docstring: "DOC",
    declaration: "DECLARATION",
    prompt: "PROMPT",
    buggy_solution: "BUGGY",
    canonical_solution: "",
    entry_point: "f",
    bug_type: "",
    failure_symptoms: "",
    check,
  });
  const unit = task({ kind: "unit_tests", tests: "TESTS", helpers: "" });
  const stdio = task({ kind: "stdio", cases: [{ stdin: "IN", stdout: "OUT" }] });
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
    [failure, undefined].map((it) => feedbackText("wrong_answer", { stderr: "ERR" }, it, level, "f")),
  );
  const text = JSON.stringify([
    (["docs", "tests", "docs+tests"] as const).map((context) => proposeMessages(unit, context)),
    proposeMessages(stdio, "docs"),
    reflectMessages([], "COMPLETION", "FEEDBACK"),
    feedback,
    reflectProgramMessages([], turn("BEST"), turn("LAST")),
    FEEDBACKS.flatMap((level) => [{ cases }, {}].map((it) => programFeedback({ verdict: "no_code", ...it }, level))),
    VERDICT_TEXT,
    QUOTE_LIMIT,
  ]);
  return createHash("sha256").update(text).digest("hex");
}
