/** `--decoding plain`: the library's own `generate`, with what it lacks put in through its hooks. */
import { LogitsProcessor, LogitsProcessorList, StoppingCriteria, type Tensor } from "@huggingface/transformers";
import type { LoadedModel } from "../local/process/load.ts";
import type { Decoded, DecodeJob, HaltReason } from "./decoder.ts";
import type { Prompt } from "./prompt.ts";
import { type Random, sampleToken, seededRandom } from "./sampling.ts";

/** One forward pass per token. Processors of the model's generation config apply; its sampling settings do not. */
export async function decodePlain(model: LoadedModel, prompt: Prompt, job: DecodeJob): Promise<Decoded> {
  const start = performance.now();
  const watch = new Watch(prompt.length, job);
  const processors = new LogitsProcessorList();
  if (job.temperature > 0 || job.forced) {
    processors.push(new Draw(job, seededRandom(job.seed), model.endTokens[0] ?? 0));
  }
  const { input_ids, attention_mask } = prompt;
  const settings = { do_sample: false, num_beams: 1, eos_token_id: [...model.endTokens] };
  const limit = { max_new_tokens: job.maxNewTokens };
  const hooks = { logits_processor: processors, stopping_criteria: watch };
  await model.model.generate({ input_ids, attention_mask, ...settings, ...limit, ...hooks } as never);
  const end = performance.now();
  return {
    tokens: watch.tokens,
    halted: watch.halted,
    stats: {
      forward_passes: watch.tokens.length,
      drafted: 0,
      accepted: 0,
      rechecked: 0,
      prefill_tokens: prompt.length,
      reused_tokens: 0,
      prefill_sec: (watch.firstAt - start) / 1000,
      decode_sec: (end - watch.firstAt) / 1000,
    },
  };
}

/** Draws the token itself, or takes the forced one, and leaves only that one for the library's greedy choice. */
class Draw extends LogitsProcessor {
  readonly job: DecodeJob;
  readonly random: Random;
  readonly endToken: number;
  written = 0;

  constructor(job: DecodeJob, random: Random, endToken: number) {
    super();
    this.job = job;
    this.random = random;
    this.endToken = endToken;
  }

  override _call(_ids: bigint[][], logits: Tensor): Tensor {
    const row = logits.data as Float32Array;
    const drawn = sampleToken(row, this.job.temperature, this.job.topP, this.random);
    const { forced } = this.job;
    const token = forced === undefined ? drawn : (forced[this.written++] ?? this.endToken);
    row.fill(Number.NEGATIVE_INFINITY);
    row[token] = 0;
    return logits;
  }
}

/** Sees every token as it is decided. */
class Watch extends StoppingCriteria {
  readonly promptLength: number;
  readonly job: DecodeJob;
  readonly tokens: number[] = [];
  halted: HaltReason | undefined;
  firstAt = Number.NaN;

  constructor(promptLength: number, job: DecodeJob) {
    super();
    this.promptLength = promptLength;
    this.job = job;
  }

  override _call(ids: number[][]): boolean[] {
    if (this.tokens.length === 0) this.firstAt = performance.now();
    const row = ids[0] ?? [];
    while (this.promptLength + this.tokens.length < row.length) {
      this.tokens.push(Number(row[this.promptLength + this.tokens.length]));
    }
    this.halted = this.job.halt(this.tokens);
    return [this.halted !== undefined];
  }
}
