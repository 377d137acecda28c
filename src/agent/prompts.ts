/**
 * Every word that is sent to a model.
 */
import type {
  Context,
  Execution,
  Failure,
  Feedback,
  Judgement,
  Language,
  MessageRole,
  PromptName,
  Task,
  Verdict,
} from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { formatFeedback } from "./case_feedback.ts";
import { fence, shorten } from "./quoting.ts";

/** A message in the form that records keep. */
export interface Message {
  readonly role: MessageRole;
  readonly content: string;
}

function systemText({ name, fence: label }: Language): string {
  return (
    `You are an expert ${name} programmer who repairs broken code. ` +
    `Answer with the whole corrected program in one \`\`\`${label} block and nothing after it. ` +
    "Keep the name and the parameters of the function; change only what is wrong."
  );
}

function programSystemText({ name, fence: label }: Language): string {
  return (
    `You are an expert ${name} programmer who solves programming problems. ` +
    "Write a whole program that reads standard input and writes standard output. " +
    `Answer with it in one \`\`\`${label} block and nothing after it.`
  );
}

/** Characters of one stderr or assertion that feedback quotes. */
export const QUOTE_LIMIT = 2_000;

/** The messages of the first attempt: system, then specification, buggy code and the entry point to keep. */
export function proposeMessages(task: Task, context: Context): Message[] {
  const language = languageOf(task);
  if (task.check.kind === "stdio") {
    return [
      { role: "system", content: programSystemText(language) },
      { role: "user", content: task.docstring.trim() },
    ];
  }
  return [
    { role: "system", content: systemText(language) },
    { role: "user", content: question(task, task.check.tests, context, language) },
  ];
}

/** The first question in the words that a name stands for; a whole program has one. */
export function firstMessages(task: Task, context: Context, prompt: PromptName): Message[] {
  if (prompt === "plain" || task.check.kind === "stdio") return proposeMessages(task, context);
  const language = languageOf(task);
  const { system, ask } = FIRST_WORDS[prompt];
  return [
    { role: "system", content: system(language) },
    { role: "user", content: ask(task, task.check.tests, context, language) },
  ];
}

interface FirstWords {
  system(language: Language): string;
  ask(task: Task, tests: string, context: Context, language: Language): string;
}

const FIRST_WORDS: Readonly<Record<Exclude<PromptName, "plain">, FirstWords>> = {
  brief: {
    system: ({ name }) => `You are a helpful ${name} programmer.`,
    ask: (task, tests, context, { fence: label }) => {
      const head = context === "tests" ? task.declaration : task.prompt;
      const shown = context === "docs" ? [] : [`It must pass these tests:\n${fence(tests, label)}`];
      const wish = `Fix bugs in ${task.entry_point}. Write the whole corrected function.`;
      return [fence(head + task.buggy_solution, label), ...shown, wish].join("\n\n");
    },
  },
  hunt: {
    system: systemText,
    ask: (...asked) => `${question(...asked)}\n\n${KINDS_OF_BUGS}`,
  },
};

const KINDS_OF_BUGS =
  "Compare each line with what the function must do. One or a few are wrong: an operator, a name, a number, " +
  "a condition, an order, or something that is missing. Do not copy the code unchanged.";

/** The messages that ask for tests of the function, by its specification alone. */
export function ownTestMessages(task: Task, count: number): Message[] {
  const { name, fence: label, specification, ownTests } = languageOf(task);
  const form = ownTests?.form(task.entry_point) ?? "";
  const system = `You are an expert ${name} programmer who tests code. Answer with one \`\`\`${label} block and nothing after it.`;
  const question =
    `The ${specification} of the function \`${task.entry_point}\` says what it must do:\n${fence(task.prompt, label)}\n\n` +
    `Write ${count} assertions that a right function passes, each on one line as \`${form}\`, ` +
    "with other arguments than the examples, edge cases among them. Do not write the function.";
  return [
    { role: "system", content: system },
    { role: "user", content: question },
  ];
}

/** The messages of the first question to a model that calls tools. */
export function toolMessages(task: Task, context: Context): Message[] {
  const language = languageOf(task);
  if (task.check.kind === "stdio") return proposeMessages(task, context);
  return [
    { role: "system", content: toolSystemText(language) },
    { role: "user", content: question(task, task.check.tests, context, language) },
  ];
}

function toolSystemText({ name }: Language): string {
  return (
    `You are an expert ${name} programmer who repairs broken code. ` +
    "Call run_tests with the whole corrected program; when something fails, mend it and call run_tests again. " +
    "Call submit with the program that you hand in. One program at a time. " +
    "Keep the name and the parameters of the function; change only what is wrong."
  );
}

/** The messages that ask for a function by its specification alone, with no word of a bug. */
export function rewriteMessages(task: Task): Message[] {
  const language = languageOf(task);
  const { fence: label, specification } = language;
  const question =
    `Write the function \`${task.entry_point}\`. Its ${specification} says what it must do:\n` +
    `${fence(task.prompt, label)}\n\nAnswer with the whole function in one \`\`\`${label} block.`;
  return [
    { role: "system", content: systemText(language) },
    { role: "user", content: question },
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

function question(task: Task, tests: string, context: Context, language: Language): string {
  const { fence: label, specification } = language;
  const parts = [`The function \`${task.entry_point}\` below has a bug. Repair it.`];
  if (context !== "tests") parts.push(`Its ${specification} says what it must do.`);
  if (context !== "docs") parts.push(`The repaired function must pass these tests:\n${fence(tests, label)}`);
  // The code comes last: what a small model reads last, it copies best.
  const head = context === "tests" ? task.declaration : task.prompt;
  parts.push(`The code to repair:\n${fence(head + task.buggy_solution, label)}`);
  return parts.join("\n\n");
}

/** What of a judgement a repair attempt may be told. */
interface Failed extends Pick<Judgement, "verdict" | "failure"> {
  readonly execution: Pick<Execution, "stderr">;
}

/** What a repair attempt is told about the execution that failed. */
export function feedbackText(failed: Failed, level: Feedback, task: Pick<Task, "entry_point" | "language">): string {
  const { fence: label } = languageOf(task);
  const what = task.entry_point === "" ? "the whole corrected program" : `the whole corrected \`${task.entry_point}\``;
  return `${outcomeText(failed, level, task)}\n\nAnswer with ${what} in one \`\`\`${label} block.`;
}

/** How a program did, and nothing of what to do now. */
export function outcomeText(
  { verdict, execution, failure }: Failed,
  level: Feedback,
  task: Pick<Task, "language">,
): string {
  const parts: string[] = [];
  if (verdict !== "passed" && level === "none") parts.push("That is not right yet.");
  else parts.push(VERDICT_TEXT[verdict]);
  if (level === "assertion") parts.push(...failureText(failure, execution.stderr, verdict, languageOf(task).fence));
  return parts.join("\n\n");
}

/** What a repair attempt is told about a program that failed some of its cases. */
export function programFeedback(
  { verdict, cases }: Pick<Judgement, "verdict" | "cases">,
  level: Feedback,
  task: Pick<Task, "language">,
): string {
  const parts: string[] = [];
  if (level === "none") parts.push("That is not right yet.");
  else if (cases === undefined) parts.push(VERDICT_TEXT[verdict]);
  else if (level === "assertion") parts.push(formatFeedback(cases));
  else parts.push(formatFeedback(cases).split("\n", 1).join());
  const label = languageOf(task).fence;
  return [...parts, `Answer with the whole corrected program in one \`\`\`${label} block.`].join("\n\n");
}

function failureText(failure: Failure | undefined, stderr: string, verdict: Verdict, label: string): string[] {
  if (failure === undefined) {
    const tail = stderr.trim();
    return tail === "" || verdict === "timeout"
      ? []
      : [`It wrote to stderr:\n${fence(shorten(tail, QUOTE_LIMIT), "text")}`];
  }
  const parts: string[] = [];
  if (failure.assertion !== undefined)
    parts.push(`This assertion failed:\n${fence(shorten(failure.assertion, QUOTE_LIMIT), label)}`);
  if (failure.type !== "AssertionError" || failure.message !== "")
    parts.push(`${failure.type}: ${shorten(failure.message, QUOTE_LIMIT)}`);
  if (failure.frames.length > 0) {
    const frames = failure.frames.map((f) => `line ${f.line}, in ${f.function}: ${f.source.trim()}`);
    parts.push(`It came from your code:\n${fence(shorten(frames.join("\n"), QUOTE_LIMIT), "text")}`);
  }
  return parts;
}

export const VERDICT_TEXT: Readonly<Record<Verdict, string>> = {
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
