/** What a record says of its attempts taken together. */
import { keptAttempt } from "../agent/best_attempt.ts";
import type { AgentResult } from "../agent/react_agent.ts";
import type { Attempt, SampleRecord, TokenUsage } from "../core/index.ts";
import { sumDecoding } from "./decoding_stats.ts";

/** The fields of a record that follow from its attempts. */
type Outcome = Pick<
  SampleRecord,
  | ("passed" | "verdict" | "exit_code" | "stdout" | "stderr" | "completion" | "candidate" | "finish_reason")
  | ("runtime_sec" | "iters" | "timings_sec" | "token_usage" | "attempts")
  | ("decoding" | "candidates" | "own_tests" | "search" | "solved_by" | "best_attempt" | "stopped_by")
>;

/**
 * Sums up a sample. Model times and tokens are those of the attempts that a model was asked for.
 *
 * @param model the run's, with a search's name before it where one was beside it
 */
export function outcomeOf(result: AgentResult, model: string): Outcome {
  const { attempts, candidates, search, stopped, ownTests: own } = result;
  const kept = keptAttempt(attempts);
  const asked = (candidates ?? attempts).filter((it) => it.edit === undefined);
  const repairs = asked.slice(1);
  const decoding = sumDecoding(asked);
  const timings = {
    propose: seconds(asked.slice(0, 1), "model") + (own?.seconds ?? 0),
    execute: seconds(asked, "execute") + (search?.seconds ?? 0),
    reflect: seconds(repairs, "model"),
  };
  return {
    passed: kept.verdict === "passed",
    verdict: kept.verdict,
    exit_code: kept.exit_code,
    stdout: kept.stdout,
    stderr: kept.stderr,
    runtime_sec: timings.propose + timings.execute + timings.reflect,
    iters: asked.length + (search?.attempts ?? 0) - 1,
    timings_sec: timings,
    token_usage: { propose: usageOf([...asked.slice(0, 1), ...(own ? [own] : [])]), reflect: usageOf(repairs) },
    ...(decoding && { decoding }),
    completion: kept.completion,
    candidate: kept.candidate,
    attempts,
    ...(candidates !== undefined && { candidates }),
    ...(own !== undefined && { own_tests: own }),
    ...(stopped !== undefined && { stopped_by: stopped }),
    ...(search !== undefined && { search }),
    ...(search !== undefined && kept.verdict === "passed" && { solved_by: solverOf(kept, model) }),
    ...(kept.cases !== undefined && { best_attempt: kept.attempt }),
    finish_reason: kept.finish_reason,
  };
}

/** Who wrote what passed: the search, or the model beside it. */
function solverOf(kept: Attempt, model: string): string {
  return kept.edit === undefined ? model.replace(/^search[+,]/, "") : "search";
}

function seconds(of: readonly Attempt[], what: "model" | "execute"): number {
  return of.reduce((total, attempt) => total + attempt.timings_sec[what], 0);
}

function usageOf(attempts: readonly Pick<Attempt, "token_usage">[]): TokenUsage {
  const total = (key: keyof TokenUsage): number => attempts.reduce((sum, it) => sum + it.token_usage[key], 0);
  return { prompt_tokens: total("prompt_tokens"), completion_tokens: total("completion_tokens") };
}
