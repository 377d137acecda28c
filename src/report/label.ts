/** What a number is a number of; stands beside it wherever it appears. */

import { presetOf } from "../agent/presets/index.ts";
import type { ChatModel } from "../core/index.ts";
import { candidatesOf, mostAttempts, type Settings } from "../evaluation/config.ts";

type LabelledModel = Pick<ChatModel, "name" | "dtype" | "answers">;

/** For example "humanevalfix-docs, greedy, n=1, attempts=1, q4". */
export function runLabel(suite: string, settings: Settings, model: LabelledModel): string {
  const { context, sampling, samples, search, preset, strategy, repairTemperature: warmth, tools, ownTests } = settings;
  const chosen = candidatesOf(settings, model.name);
  const attempts =
    chosen === undefined ? `attempts=${mostAttempts(settings, model.name)}` : `1@${chosen} by the examples`;
  const oracle = search && `search with the ${search.guide} as an oracle`;
  if (model.name === "search") return [`${suite}-${context}`, oracle, `budget=${search?.budget}`].join(", ");
  const wanted = preset && presetOf(preset).samples;
  const n = wanted === undefined || wanted === samples ? `n=${samples}` : `n=${samples} of ${wanted}`;
  const repairWords = [strategy && `repairs: ${strategy}`, warmth !== undefined && `at temperature ${warmth}`];
  const sampled = sampling.temperature === 0 ? "greedy" : `temperature ${sampling.temperature}`;
  const decoding = model.answers ?? sampled;
  const parts = [
    `${suite}-${context}`,
    preset && `preset ${preset}`,
    decoding,
    n,
    attempts,
    ownTests && `${ownTests} tests of its own`,
    tools && "tools",
    ...repairWords,
    model.dtype,
    oracle,
  ];
  return parts.filter((part) => typeof part === "string" && part !== "").join(", ");
}
