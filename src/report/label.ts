/** What a number is a number of; stands beside it wherever it appears. */
import type { Settings } from "../eval/config.ts";
import type { Task } from "../types.ts";

/** HumanEvalFix by its ids, whatever the file is called; the data set's own name otherwise. */
export function suiteName(tasks: readonly Task[], dataset: string): string {
  return tasks.every((task) => /^(Python|JavaScript|Java|Go|CPP|Rust)\/\d+$/.test(task.task_id))
    ? "humanevalfix"
    : dataset;
}

/** For example "humanevalfix-docs, greedy, n=1, attempts=1, q4". */
export function runLabel(suite: string, settings: Settings, dtype: string): string {
  const { context, sampling, samples, iters } = settings;
  const decoding = sampling.temperature === 0 ? "greedy" : `temperature ${sampling.temperature}`;
  return [`${suite}-${context}`, decoding, `n=${samples}`, `attempts=${iters + 1}`, ...(dtype ? [dtype] : [])].join(
    ", ",
  );
}
