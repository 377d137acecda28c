/**
 * What a line of a results file may say: our own records, and those of the original, whose keys are flat.
 */
import { z } from "zod";
import { recordSchema, type SampleRecord, type Verdict } from "../core/index.ts";
import { firstIssue } from "../lib/checked.ts";

const seconds = z.number().nonnegative();
const count = z.number().int().nonnegative();

const originalRecord = z.object({
  task_id: z.string().min(1),
  passed: z.boolean(),
  exit_code: z.number().int().nullable().default(null),
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
});
type OriginalRow = z.infer<typeof originalRecord>;

/**
 * Checks one parsed line.
 *
 * @returns the record, or what is wrong with it in a few words that name the field
 */
export function parseRecord(value: unknown): SampleRecord | string {
  const isOwn = typeof value === "object" && value !== null && "schema_version" in value;
  if (!isOwn) {
    const original = originalRecord.safeParse(value);
    return original.success ? fromOriginal(original.data) : issueOf(original.error);
  }
  const own = recordSchema.safeParse(value);
  return own.success ? own.data : issueOf(own.error);
}

function issueOf(error: z.ZodError): string {
  const told = firstIssue(error);
  return error.issues[0]?.path.length === 0 ? `record: ${told}` : told;
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

function originalVerdict(stderr: string, exit: number | null): Verdict {
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  if (/^AssertionError\b/.test(last)) return "wrong_answer";
  if (/^(SyntaxError|IndentationError|TabError)\b/.test(last)) return "syntax_error";
  if (/time.?out|timed out/i.test(last) || exit === 124 || exit === null) return "timeout";
  return "runtime_error";
}
