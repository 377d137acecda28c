/**
 * Every word that is sent to a model.
 */
import { createHash } from "node:crypto";
import type { Context, Execution, Failure, StdioCheck, Task, Verdict } from "../types.ts";

/** A message in the form that records keep. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/**
 * How much a repair attempt is told of the failed execution. It decides what solved@k means, so it is recorded.
 * `assertion`: verdict, exception, the candidate's own frames, the assertion that failed; `verdict`: only the verdict.
 */
export const FEEDBACKS = ["assertion", "verdict", "none"] as const;
export type Feedback = (typeof FEEDBACKS)[number];

const SYSTEM =
  "You are an expert Python programmer who repairs broken code. " +
  "Answer with the whole corrected program in one ```python block and nothing after it. " +
  "Keep the name and the parameters of the function; change only what is wrong.";

/** Characters of one stderr or assertion that feedback quotes. */
const QUOTE_LIMIT = 2_000;

/** The messages of the first attempt: system, then specification, buggy code and the entry point to keep. */
export function proposeMessages(task: Task, context: Context): Message[] {
  return [
    { role: "system", content: SYSTEM },
    { role: "user", content: question(task, context) },
  ];
}

/** The messages of a repair: everything said so far, the model's own answer, and what became of it. */
export function reflectMessages(before: readonly Message[], completion: string, feedback: string): Message[] {
  return [...before, { role: "assistant", content: completion }, { role: "user", content: feedback }];
}

function question(task: Task, context: Context): string {
  if (task.check.kind === "stdio") return programQuestion(task, task.check);
  const parts = [`The function \`${task.entry_point}\` below has a bug. Repair it.`];
  if (context !== "tests") parts.push("Its docstring says what it must do.");
  if (context !== "docs") parts.push(`The repaired function must pass these tests:\n${fence(task.check.tests)}`);
  // The code comes last: what a small model reads last, it copies best.
  const head = context === "tests" ? task.declaration : task.prompt;
  parts.push(`The code to repair:\n${fence(head + task.buggy_solution)}`);
  return parts.join("\n\n");
}

function programQuestion(task: Task, check: StdioCheck): string {
  const example = check.cases[0];
  return [
    "The program below reads standard input and writes standard output. It is wrong. Repair it.",
    `The problem:\n${task.docstring.trim()}`,
    ...(example
      ? [`For example, for the input\n${fence(example.stdin, "text")}\nit must print\n${fence(example.stdout, "text")}`]
      : []),
    `The code to repair:\n${fence(task.declaration + task.buggy_solution)}`,
  ].join("\n\n");
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

function failureText(failure: Failure | undefined, stderr: string, verdict: Verdict): string[] {
  if (failure === undefined) {
    const tail = stderr.trim();
    return tail === "" || verdict === "timeout" ? [] : [`It wrote to stderr:\n${fence(shorten(tail), "text")}`];
  }
  const parts: string[] = [];
  if (failure.assertion !== undefined) parts.push(`This assertion failed:\n${fence(shorten(failure.assertion))}`);
  if (failure.type !== "AssertionError" || failure.message !== "")
    parts.push(`${failure.type}: ${shorten(failure.message)}`);
  if (failure.frames.length > 0) {
    const frames = failure.frames.map((f) => `line ${f.line}, in ${f.function}: ${f.source.trim()}`);
    parts.push(`It came from your code:\n${fence(shorten(frames.join("\n")), "text")}`);
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

/** A fence longer than any run of backticks inside the text, so that the text cannot close it. */
function fence(text: string, language = "python"): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${text.replace(/^\n+|\s+$/g, "")}\n${marks}`;
}

/** Keeps both ends of a long text: the start says what, the end says where. */
function shorten(text: string, limit = QUOTE_LIMIT): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)}\n… ${text.length - 2 * half} characters left out …\n${text.slice(-half)}`;
}

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
    VERDICT_TEXT,
    QUOTE_LIMIT,
  ]);
  return createHash("sha256").update(text).digest("hex");
}
