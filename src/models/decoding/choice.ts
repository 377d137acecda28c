/** Which token a row of logits stands for, by the same processors as the library's `generate`. */
import { type LogitsProcessorList, type PreTrainedModel, Tensor } from "@huggingface/transformers";
import type { LoadedModel } from "../local/process/load.ts";
import type { DecodeJob } from "./decoder.ts";
import { sampleToken, seededRandom } from "./sampling.ts";

/** Decides the next token from the logits after `push`ed tokens; the row may be written to. */
export interface Choice {
  choose(row: Float32Array): number;
  /** Tells of a token that was decided. */
  push(token: number): void;
}

/** What `generate` builds its processors with. */
interface Internals {
  _prepare_generation_config(config: null, settings: Record<string, unknown>): Record<string, unknown>;
  _get_logits_processor(config: Record<string, unknown>, promptLength: number): LogitsProcessorList;
}

/** The library's processors for this prompt and these settings; an empty list where it has none. */
function processorsOf(model: PreTrainedModel, settings: Record<string, unknown>, promptLength: number) {
  const internals = model as unknown as Internals;
  const config = internals._prepare_generation_config(null, settings);
  config.max_length = promptLength + Number(settings.max_new_tokens);
  return internals._get_logits_processor(config, promptLength);
}

/** The model's choices for one answer. With `job.forced`, those tokens, and the work is done all the same. */
export function startChoice({ model, endTokens }: LoadedModel, ids: readonly number[], job: DecodeJob): Choice {
  const settings = { do_sample: false, num_beams: 1, eos_token_id: [...endTokens], max_new_tokens: job.maxNewTokens };
  const processors = processorsOf(model, settings, ids.length);
  const processed = [...processors].length > 0;
  // The library's processors read ids as bigints.
  const all = processed ? ids.map(BigInt) : [];
  const random = seededRandom(job.seed);
  let written = 0;
  return {
    choose: (row) => {
      if (processed) processors([all], new Tensor("float32", row, [1, row.length]));
      const token = sampleToken(row, job.temperature, job.topP, random);
      return job.forced === undefined ? token : (job.forced[written] ?? endTokens[0] ?? token);
    },
    push: (token) => {
      written += 1;
      if (processed) all.push(BigInt(token));
    },
  };
}
