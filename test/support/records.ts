/** Records for tests of whatever reads them. */
import type { Attempt, SampleRecord } from "../../src/core/index.ts";

export function makeAttempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    attempt: 0,
    prompt: [{ role: "user", content: "repair it" }],
    completion: "```python\ndef f(): return 1\n```",
    finish_reason: "stop",
    candidate: "def f(): return 1\n",
    extraction: "fence",
    verdict: "passed",
    exit_code: 0,
    stdout: "",
    stderr: "",
    runtime_sec: 0.01,
    timings_sec: { model: 1, execute: 0.02 },
    token_usage: { prompt_tokens: 10, completion_tokens: 5 },
    ...changes,
  };
}

export function makeRecord(changes: Partial<SampleRecord> = {}): SampleRecord {
  const attempts = changes.attempts ?? [makeAttempt({ verdict: changes.verdict ?? "passed" })];
  const last = attempts.at(-1) as Attempt;
  return {
    schema_version: 1,
    task_id: "Python/0",
    sample: 0,
    model: "m",
    passed: last.verdict === "passed",
    verdict: last.verdict,
    exit_code: 0,
    stdout: "",
    stderr: "",
    runtime_sec: 1.02,
    iters: attempts.length - 1,
    timings_sec: { propose: 1, execute: 0.02, reflect: 0 },
    token_usage: {
      propose: { prompt_tokens: 10, completion_tokens: 5 },
      reflect: { prompt_tokens: 0, completion_tokens: 0 },
    },
    completion: last.completion,
    candidate: last.candidate,
    finish_reason: "stop",
    context: "docs",
    bug_type: "value misuse",
    failure_symptoms: "incorrect output",
    config_hash: "abc",
    ...changes,
    attempts,
  };
}
