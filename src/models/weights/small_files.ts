/** The files that stand beside a written graph: what the runtime must know of the model, and its tokenizer. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelFiles } from "../graph/model_files.ts";
import type { Parts } from "../graph/protobuf.ts";
import type { GgufModel } from "./gguf_file.ts";
import { ggufTokenizer } from "./gguf_tokenizer.ts";
import type { StoredModel } from "./stored_model.ts";

/** Of a GGUF file, whose header holds the tokenizer. */
export function smallFilesOfGguf(model: GgufModel, file: string): ModelFiles {
  const { tokenizer, config, endTokens } = ggufTokenizer(model.metadata, file);
  return new Map([
    ["config.json", json(configOf(model, endTokens))],
    ["generation_config.json", json({ eos_token_id: endTokens })],
    ["tokenizer.json", json(tokenizer)],
    ["tokenizer_config.json", json(config)],
  ]);
}

/** Kept as they are in a folder of safetensors. */
const KEPT = ["generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"];

export async function smallFilesOfFolder(
  model: StoredModel,
  folder: string,
  files: readonly string[],
): Promise<ModelFiles> {
  const kept = KEPT.filter((name) => files.includes(name));
  const contents = await Promise.all(
    kept.map(async (name): Promise<[string, Parts]> => [name, [await readFile(join(folder, name))]]),
  );
  const own: unknown = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
  const ends = (own as { eos_token_id?: number | number[] }).eos_token_id;
  return new Map([["config.json", json(configOf(model, ends))], ...contents]);
}

function configOf({ shape, architecture }: StoredModel, ends: number | readonly number[] | undefined) {
  return {
    model_type: architecture,
    ...{ hidden_size: shape.hidden, intermediate_size: shape.intermediate, num_hidden_layers: shape.layers },
    ...{ num_attention_heads: shape.heads, num_key_value_heads: shape.kvHeads, head_dim: shape.headSize },
    ...{ vocab_size: shape.vocab, max_position_embeddings: shape.maxPositions },
    ...(ends !== undefined && { eos_token_id: ends }),
    "transformers.js_config": { use_external_data_format: { "model.onnx": 1 } },
  };
}

function json(value: unknown): Parts {
  return [new TextEncoder().encode(`${JSON.stringify(value)}\n`)];
}
