/**
 * What a line of a results file may say: our own records, and those of the Python original, whose keys are flat.
 * Unknown fields are ignored, so that a file of a newer version still reads.
 */
import { z } from "zod";
import { CONTEXTS, FINISH_REASONS, type SampleRecord, VERDICTS, type Verdict } from "../core/index.ts";

export const SCHEMA_VERSION = 1;

const seconds = z.number().nonnegative();
const count = z.number().int().nonnegative();
const exitCode = z.number().int().nullable();
const usage = z.object({ prompt_tokens: count, completion_tokens: count });
const verdict = z.enum(VERDICTS);
const finishReason = z.enum(FINISH_REASONS).default("unknown");

const failure = z.object({
  type: z.string(),
  message: z.string(),
  frames: z.array(z.object({ line: z.number(), function: z.string(), source: z.string() })),
  assertion: z.string().exactOptional(),
});

const decoding = z.object({
  mode: z.enum(["lookup", "plain"]),
  forward_passes: count,
  drafted: count,
  accepted: count,
  rechecked: count,
  prefill_tokens: count,
  reused_tokens: count,
  prefill_sec: seconds,
  decode_sec: seconds,
});

const attempt = z.object({
  attempt: count,
  prompt: z.array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() })),
  completion: z.string(),
  edit: z.string().exactOptional(),
  finish_reason: finishReason,
  candidate: z.string().nullable(),
  extraction: z.enum(["fence", "unclosed_fence", "bare", "prose", "body", "none"]),
  verdict,
  exit_code: exitCode,
  stdout: z.string(),
  stderr: z.string(),
  runtime_sec: seconds,
  failure: failure.exactOptional(),
  cases: z.object({ passed: count, total: count, failed: z.array(count) }).exactOptional(),
  timings_sec: z.object({ model: seconds, execute: seconds }),
  token_usage: usage,
  decoding: decoding.exactOptional(),
});

const search = z.object({
  attempts: count,
  verdicts: z.partialRecord(verdict, count),
  first_edit: z.string().nullable(),
  edit: z.string().nullable(),
  ended_by: z.enum(["passed", "budget", "seconds", "no_more_edits", "sandbox_error"]),
  seconds,
});

const ownRecord = z.object({
  schema_version: z.number().int(),
  task_id: z.string().min(1),
  sample: count,
  model: z.string(),
  passed: z.boolean(),
  verdict,
  exit_code: exitCode,
  stdout: z.string(),
  stderr: z.string(),
  runtime_sec: seconds,
  iters: count,
  timings_sec: z.object({ propose: seconds, execute: seconds, reflect: seconds }),
  token_usage: z.object({ propose: usage, reflect: usage }),
  decoding: decoding.exactOptional(),
  completion: z.string(),
  candidate: z.string().nullable(),
  attempts: z.array(attempt).min(1),
  search: search.exactOptional(),
  solved_by: z.string().exactOptional(),
  best_attempt: count.exactOptional(),
  finish_reason: finishReason,
  context: z.enum(CONTEXTS),
  bug_type: z.string().default(""),
  failure_symptoms: z.string().default(""),
  config_hash: z.string(),
});

const originalRecord = z
  .object({
    task_id: z.string().min(1),
    passed: z.boolean(),
    exit_code: exitCode.default(null),
    stdout: z.string().default(""),
    stderr: z.string().default(""),
    runtime_sec: seconds.default(0),
    completion: z.string().default(""),
    model: z.string().default("unknown"),
    iters: count.default(0),
    timings_sec: z
      .object({
        t_propose_sec: seconds.default(0),
        t_execute_sec: seconds.default(0),
        t_reflect_sec: seconds.default(0),
      })
      .prefault({}),
    token_usage: z
      .object({
        propose_prompt_tokens: count.default(0),
        propose_completion_tokens: count.default(0),
        reflect_prompt_tokens: count.default(0),
        reflect_completion_tokens: count.default(0),
      })
      .prefault({}),
  })
  .transform(fromOriginal);

/**
 * Checks one parsed line.
 *
 * @returns the record, or what is wrong with it in a few words that name the field
 */
export function parseRecord(value: unknown): SampleRecord | string {
  const isOwn = typeof value === "object" && value !== null && "schema_version" in value;
  const parsed = isOwn ? ownRecord.safeParse(value) : originalRecord.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `${issue?.path.join(".") || "record"}: ${issue?.message ?? "wrong"}`;
}

/** The original knew only passed or not: the kind of failure is read off the last line of its stderr. */
function fromOriginal(row: OriginalRow): SampleRecord {
  const { timings_sec: t, token_usage: u } = row;
  const kind = row.passed ? "passed" : originalVerdict(row.stderr, row.exit_code);
  const propose = { prompt_tokens: u.propose_prompt_tokens, completion_tokens: u.propose_completion_tokens };
  const reflect = { prompt_tokens: u.reflect_prompt_tokens, completion_tokens: u.reflect_completion_tokens };
  const shared = { completion: row.completion, finish_reason: "unknown" as const, candidate: null, verdict: kind };
  const end = { exit_code: row.exit_code, stdout: row.stdout, stderr: row.stderr };
  const timings_sec = { propose: t.t_propose_sec, execute: t.t_execute_sec, reflect: t.t_reflect_sec };
  const only = { attempt: 0, prompt: [], ...shared, ...end, extraction: "none" as const, token_usage: propose };
  const timing = { runtime_sec: t.t_execute_sec, timings_sec: { model: t.t_propose_sec, execute: t.t_execute_sec } };
  return {
    schema_version: 0,
    ...{ task_id: row.task_id, sample: 0, model: row.model, passed: row.passed, iters: row.iters },
    ...shared,
    ...end,
    runtime_sec: row.runtime_sec,
    timings_sec,
    token_usage: { propose, reflect },
    attempts: [{ ...only, ...timing }],
    context: "docs",
    bug_type: "",
    failure_symptoms: "",
    config_hash: "",
  };
}

interface OriginalRow {
  task_id: string;
  passed: boolean;
  exit_code: number | null;
  stdout: string;
  stderr: string;
  runtime_sec: number;
  completion: string;
  model: string;
  iters: number;
  timings_sec: { t_propose_sec: number; t_execute_sec: number; t_reflect_sec: number };
  token_usage: {
    propose_prompt_tokens: number;
    propose_completion_tokens: number;
    reflect_prompt_tokens: number;
    reflect_completion_tokens: number;
  };
}

function originalVerdict(stderr: string, exit: number | null): Verdict {
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  if (/^AssertionError\b/.test(last)) return "wrong_answer";
  if (/^(SyntaxError|IndentationError|TabError)\b/.test(last)) return "syntax_error";
  if (/time.?out|timed out/i.test(last) || exit === 124 || exit === null) return "timeout";
  return "runtime_error";
}
