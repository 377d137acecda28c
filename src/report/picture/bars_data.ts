/** Outcomes → one bar per task, or per stretch of tasks where there are too many. */

import type { SampleRecord } from "../../core/index.ts";
import { solvedSamples, type TaskOutcome } from "../../evaluation/outcomes.ts";
import type { RunView } from "../run_view.ts";

/** Above so many tasks a bar of its own for each would be too thin to read. */
export const MAX_TASK_BARS = 200;
/** How many bars there are then, at most. */
const MAX_GROUP_BARS = 100;
/** So few bars have room for whole ids, as long as these have no more than so many characters together. */
export const FEW = 12;
const SHORT_IDS = 60;

export interface TaskBar {
  readonly label: string;
  /** Seconds a sample, on average. */
  readonly propose: number;
  readonly execute: number;
  readonly reflect: number;
  /** Tokens a sample, on average. */
  readonly prompt: number;
  readonly completion: number;
  /** Share of the samples that passed in the end, from 0 to 1. */
  readonly passed: number;
}

export interface BarsData {
  readonly bars: readonly TaskBar[];
  /** Tasks behind each bar. */
  readonly tasksPerBar: number;
  /** What all task ids begin with, for example `Sample/`; not repeated in the labels. */
  readonly prefix: string;
}

export function barsData({ outcomes, samples, attempts }: RunView): BarsData {
  const tasksPerBar = outcomes.length <= MAX_TASK_BARS ? 1 : Math.ceil(outcomes.length / MAX_GROUP_BARS);
  const ids = outcomes.map((outcome) => outcome.task_id);
  const isShort = ids.length <= FEW && ids.join("").length <= SHORT_IDS;
  const prefix = isShort ? "" : commonPrefix(ids);
  const bars: TaskBar[] = [];
  for (let from = 0; from < outcomes.length; from += tasksPerBar) {
    const group = outcomes.slice(from, from + tasksPerBar);
    bars.push(taskBar(group, prefix, samples, attempts));
  }
  return { bars, tasksPerBar, prefix };
}

function taskBar(group: readonly TaskOutcome[], prefix: string, samples: number, attempts: number): TaskBar {
  const records = group.flatMap((outcome) => outcome.records);
  const mean = (of: (record: SampleRecord) => number): number =>
    records.reduce((sum, record) => sum + of(record), 0) / Math.max(1, records.length);
  const solved = group.reduce((sum, outcome) => sum + solvedSamples(outcome, attempts), 0);
  return {
    label: group[0]?.task_id.slice(prefix.length) ?? "",
    propose: mean((it) => it.timings_sec.propose),
    execute: mean((it) => it.timings_sec.execute),
    reflect: mean((it) => it.timings_sec.reflect),
    prompt: mean((it) => it.token_usage.propose.prompt_tokens + it.token_usage.reflect.prompt_tokens),
    completion: mean((it) => it.token_usage.propose.completion_tokens + it.token_usage.reflect.completion_tokens),
    passed: solved / (group.length * samples),
  };
}

/** Up to the last separator that all ids share: `Sample/` of Sample/1 and Sample/12. */
export function commonPrefix(ids: readonly string[]): string {
  const [first = "", ...rest] = ids;
  if (rest.length === 0) return "";
  let length = first.length;
  for (const id of rest) while (!id.startsWith(first.slice(0, length))) length--;
  const shared = /^.*[/_:.-]/s.exec(first.slice(0, length))?.[0] ?? "";
  return ids.some((id) => id.length === shared.length) ? "" : shared;
}
