/** Runs of any size with results of every kind, made from a seed; completions are hostile here and there. */

import type { Attempt, RunFile, SampleRecord, Task, Verdict } from "../../src/core/index.ts";
import { makeAttempt, makeRecord } from "./records.ts";
import { makeTask } from "./tasks.ts";

const BUG_TYPES = [
  "missing logic",
  "excess logic",
  "value misuse",
  "operator misuse",
  "variable misuse",
  "function misuse",
];
const SYMPTOMS = ["incorrect output", "infinite loop", "stackoverflow"];
const FAILURES: readonly Verdict[] = [
  "wrong_answer",
  "wrong_answer",
  "wrong_answer",
  "runtime_error",
  "syntax_error",
  "timeout",
  "no_code",
];

/** Texts that a page or a terminal must show, and not obey. */
export const HOSTILE = [
  '<script>window.pwned = true</script><img src=x onerror="window.pwned = true">',
  "</script><script>window.pwned = true</script><!-- <script>",
  "\u001b[2J\u001b[31mred alert\u0007 \u009b5m",
  'access = "user\u202e \u2066# only admins\u2069 \u2066"',
  "zero\u200bwidth \u{e0041}tag \ufeff bom \ud800 lone",
  "$" + "{window.pwned = true} {{constructor.constructor('window.pwned=true')()}} &lt;b&gt; %3Cscript%3E",
  "]]> \u0000 --> */ ` $\u007b1} \\u003cscript\\u003e \u2028 \u2029",
];

export interface SyntheticOptions {
  readonly tasks: number;
  readonly samples?: number;
  /** Repairs that a sample may have. */
  readonly iters?: number;
  /** Share of first attempts that pass. */
  readonly skill?: number;
  readonly seed?: number;
  readonly model?: string;
  readonly hostile?: boolean;
  /** Characters of filler in each completion and prompt. */
  readonly length?: number;
}

export interface SyntheticRun {
  readonly tasks: Task[];
  readonly records: SampleRecord[];
  readonly run: RunFile;
}

export function syntheticRun(options: SyntheticOptions): SyntheticRun {
  const { samples = 1, iters = 0, seed = 1, model = "example/coder-0.5b" } = options;
  const tasks = Array.from({ length: options.tasks }, (_, index) => syntheticTask(index));
  const random = generator(seed);
  const records = tasks.flatMap((task, index) =>
    Array.from({ length: samples }, (_, sample) =>
      syntheticRecord(task, index, sample, { ...options, model, iters }, random),
    ),
  );
  return { tasks, records, run: syntheticRunFile(tasks, samples, iters, model) };
}

function syntheticTask(index: number): Task {
  const name = `solve_${index}`;
  return makeTask({
    task_id: `Python/${index}`,
    entry_point: name,
    declaration: `def ${name}(values, limit):\n`,
    prompt: `def ${name}(values, limit):\n    """Sum of the values up to limit, task ${index}."""\n`,
    buggy_solution:
      "    total = 0\n    for value in values:\n        if value < limit:\n            total += value\n    return total\n",
    canonical_solution:
      "    total = 0\n    for value in values:\n        if value <= limit:\n            total += value\n    return total\n",
    bug_type: BUG_TYPES[index % BUG_TYPES.length] ?? "",
    failure_symptoms: SYMPTOMS[index % 7 === 0 ? 1 : index % 11 === 0 ? 2 : 0] ?? "",
  });
}

function syntheticRecord(
  task: Task,
  index: number,
  sample: number,
  options: SyntheticOptions & { readonly model: string; readonly iters: number },
  random: () => number,
): SampleRecord {
  const attempts: Attempt[] = [];
  const skill = (options.skill ?? 0.4) * (0.5 + ((index * 7) % 11) / 10);
  do attempts.push(syntheticAttempt(task, index + sample, attempts.length, random() < skill, options, random));
  while (attempts.at(-1)?.verdict !== "passed" && attempts.length <= options.iters);
  const last = attempts.at(-1) as Attempt;
  const seconds = (of: readonly Attempt[], what: "model" | "execute") =>
    of.reduce((sum, it) => sum + it.timings_sec[what], 0);
  const tokens = (of: readonly Attempt[]) => ({
    prompt_tokens: of.reduce((sum, it) => sum + it.token_usage.prompt_tokens, 0),
    completion_tokens: of.reduce((sum, it) => sum + it.token_usage.completion_tokens, 0),
  });
  const timings_sec = {
    propose: seconds(attempts.slice(0, 1), "model"),
    execute: seconds(attempts, "execute"),
    reflect: seconds(attempts.slice(1), "model"),
  };
  return makeRecord({
    ...{ task_id: task.task_id, sample, attempts, verdict: last.verdict, model: options.model, timings_sec },
    ...{ stderr: last.stderr, stdout: last.stdout, exit_code: last.exit_code, completion: last.completion },
    ...{ bug_type: task.bug_type, failure_symptoms: task.failure_symptoms, config_hash: "0123456789abcdef" },
    runtime_sec: timings_sec.propose + timings_sec.execute + timings_sec.reflect + 0.01,
    token_usage: { propose: tokens(attempts.slice(0, 1)), reflect: tokens(attempts.slice(1)) },
  });
}

function syntheticAttempt(
  task: Task,
  salt: number,
  attempt: number,
  passed: boolean,
  options: SyntheticOptions,
  random: () => number,
): Attempt {
  const verdict = passed ? "passed" : (FAILURES[Math.floor(random() * FAILURES.length)] ?? "wrong_answer");
  const hostile = options.hostile ? (HOSTILE[salt % HOSTILE.length] ?? "") : "";
  const filler = comments(options.length ?? 0, random);
  const code = `${task.declaration}${passed ? task.canonical_solution : task.buggy_solution}${hostile ? `# ${hostile}\n` : ""}`;
  const slow = random() ** 6 * 40;
  const completion_tokens = 40 + Math.floor(random() * 160 + slow * 8);
  return makeAttempt({
    attempt,
    verdict,
    prompt: [
      { role: "system", content: "You repair broken code." },
      { role: "user", content: `Repair it:\n${filler}${task.prompt}${task.buggy_solution}` },
    ],
    completion: `Here is the fix:\n\`\`\`python\n${filler}${code}\`\`\`\n${hostile}`,
    candidate: verdict === "no_code" ? null : `${filler}${code}`,
    extraction: verdict === "no_code" ? "none" : "fence",
    finish_reason: random() < 0.03 ? "length" : "stop",
    exit_code: passed ? 0 : verdict === "timeout" ? null : 1,
    stdout: hostile,
    stderr: passed ? "" : `AssertionError: ${task.entry_point}([1, 2], 2) == 3\n${hostile}`,
    runtime_sec: verdict === "timeout" ? 10 : 0.02,
    timings_sec: { model: 1.5 + completion_tokens / 40 + slow, execute: verdict === "timeout" ? 10.1 : 0.05 },
    token_usage: { prompt_tokens: 250 + Math.floor(random() * 300), completion_tokens },
  });
}

/** Lines of words that hardly repeat themselves: texts that compress like real ones. */
function comments(length: number, random: () => number): string {
  let text = "";
  while (text.length < length) {
    const words = Array.from({ length: 7 }, () => Math.floor(random() * 36 ** 4).toString(36));
    text += `# ${words.join(" ")}\n`;
  }
  return text;
}

function syntheticRunFile(tasks: readonly Task[], samples: number, iters: number, model: string): RunFile {
  return {
    label: `humanevalfix-docs, ${samples > 1 ? "temperature 0.8" : "greedy"}, n=${samples}, attempts=${iters + 1}, q4`,
    config_hash: "0123456789abcdef",
    config: { model, iters, samples },
    dataset: { name: "humanevalfix_python", path: "none.jsonl", sha256: "0".repeat(64) },
    sandbox: { kind: "process", tier: "namespaces+uid+landlock+seccomp", python: "3.11.2" },
    versions: { program: "0.1.0", node: "20.20.2" },
    sessions: [{ started_at: "2026-11-21T09:30:00.000Z", ended_at: "2026-11-21T10:30:00.000Z" }],
    selection: { tasks: tasks.map((task) => task.task_id), samples },
  };
}

/** Uniform in [0, 1): a linear congruential generator, good enough to vary fixtures. */
function generator(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
