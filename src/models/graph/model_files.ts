/** The folders of models that this project builds itself, in the hub's layout. */
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { copyGraph } from "./copy_graph.ts";
import type { Parts } from "./protobuf.ts";
import { ANSWER, END, FENCE_CLOSE, FENCE_OPEN, PAD, type TinyTokenizer, tinyTokenizer } from "./tokenizer.ts";

/** Path inside the folder → content. */
export type ModelFiles = ReadonlyMap<string, Parts>;

function json(value: unknown): Parts {
  return [new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`)];
}

/** The folder's files around a graph; `config` is what `config.json` says besides the vocabulary. */
export function modelFiles(tokenizer: TinyTokenizer, config: Record<string, unknown>, graph: Parts): ModelFiles {
  const ends = { eos_token_id: tokenizer.id(END), pad_token_id: tokenizer.id(PAD) };
  const base = { model_type: "qwen2", architectures: ["Qwen2ForCausalLM"], vocab_size: tokenizer.vocabSize, ...ends };
  return new Map([
    ["config.json", json({ ...base, ...config })],
    ["generation_config.json", json(ends)],
    ["tokenizer.json", json(tokenizer.json)],
    ["tokenizer_config.json", json(tokenizer.config)],
    ["onnx/model.onnx", graph],
  ]);
}

/** The weightless model that repeats the block of code it is shown. */
export function copyModelFiles(): ModelFiles {
  const tokenizer = tinyTokenizer();
  const graph = copyGraph({
    vocabSize: tokenizer.vocabSize,
    answer: tokenizer.id(ANSWER),
    fenceOpen: tokenizer.id(FENCE_OPEN),
    fenceClose: tokenizer.id(FENCE_CLOSE),
    end: tokenizer.id(END),
  });
  const shape = { hidden_size: 1, num_hidden_layers: 1, num_attention_heads: 1, num_key_value_heads: 1 };
  return modelFiles(tokenizer, { ...shape, max_position_embeddings: 8192 }, graph);
}

/** SHA-256 over names and contents, in hexadecimal. */
export function filesHash(files: ModelFiles): string {
  const hash = createHash("sha256");
  for (const [name, parts] of files) {
    hash.update(`${name}\0`);
    for (const part of parts) hash.update(part);
  }
  return hash.digest("hex");
}

/** Writes the files into `folder` (made where it is missing); existing files are replaced. */
export async function writeModel(folder: string, files: ModelFiles): Promise<void> {
  for (const [name, parts] of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, "w");
    try {
      for (const part of parts) await file.writeFile(part);
    } finally {
      await file.close();
    }
  }
}

/**
 * The folder under `cacheDir` that holds these files, written first where it is missing. Its name carries their hash,
 * so that it is never stale; it appears whole or not at all.
 */
export async function cachedModel(cacheDir: string, name: string, files: ModelFiles): Promise<string> {
  const folder = join(cacheDir, `${name}-${filesHash(files).slice(0, 16)}`);
  if (existsSync(join(folder, "config.json"))) return folder;
  const building = `${folder}.${randomUUID()}`;
  await writeModel(building, files);
  await rename(building, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(building, { recursive: true, force: true });
    // Another process was first.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  return folder;
}
