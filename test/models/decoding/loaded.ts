import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tensor } from "@huggingface/transformers";
import type { DecodeJob } from "../../../src/models/decoding/decoder.ts";
import { type Engine, openEngine } from "../../../src/models/decoding/engine.ts";
import type { Prompt } from "../../../src/models/decoding/prompt.ts";
import { seededRandom } from "../../../src/models/decoding/sampling.ts";
import { type ModelFiles, writeModel } from "../../../src/models/graph/model_files.ts";
import { type LoadedModel, loadModel } from "../../../src/models/local/process/load.ts";

/** Settings of a generation config that put every processor of the library's to work. */
export const PROCESSORS = {
  repetition_penalty: 1.15,
  no_repeat_ngram_size: 4,
  suppress_tokens: [7, 8],
  begin_suppress_tokens: [20],
  bad_words_ids: [[30, 31], [40]],
  min_new_tokens: 3,
};

/** Loads a folder in this process. */
export function loadFolder(folder: string, dtype = "fp32"): Promise<LoadedModel> {
  return loadModel({ kind: "load", folder, dtype, device: "cpu" }, () => {});
}

/** Loads the files from a folder that is gone when they are loaded. */
export async function loadFiles(
  files: ModelFiles,
  generation?: Record<string, unknown>,
  dtype?: string,
): Promise<LoadedModel> {
  const folder = await mkdtemp(join(tmpdir(), "loaded-"));
  try {
    await writeModel(folder, files);
    if (generation) await writeFile(join(folder, "generation_config.json"), JSON.stringify(generation));
    return await loadFolder(folder, dtype);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The model's engine; fails the test where the model cannot have one. */
export async function engineOf(model: LoadedModel): Promise<Engine> {
  const engine = await openEngine(model);
  if (typeof engine === "string") throw new Error(engine);
  return engine;
}

/** A prompt of these tokens. */
export function promptOf(ids: readonly number[]): Prompt {
  const int64 = (data: BigInt64Array) => new Tensor("int64", data, [1, ids.length]);
  const ones = new BigInt64Array(ids.length).fill(1n);
  return { input_ids: int64(BigInt64Array.from(ids, BigInt)), attention_mask: int64(ones), length: ids.length };
}

export function jobOf(job: Partial<DecodeJob>): DecodeJob {
  return { maxNewTokens: 32, temperature: 0, topP: 1, seed: 0, halt: () => undefined, ...job };
}

/** Prompts of 5 to 60 tokens below `vocabulary` in which pieces come back, as they do in code. */
export function randomPrompts(count: number, vocabulary: number, seed = 1): number[][] {
  const random = seededRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  return Array.from({ length: count }, () => {
    const ids: number[] = [];
    const length = 5 + below(56);
    while (ids.length < length) {
      const from = below(ids.length);
      if (random() < 0.3) ids.push(...ids.slice(from, from + below(12)));
      ids.push(4 + below(vocabulary - 4));
    }
    return ids.slice(0, length);
  });
}
