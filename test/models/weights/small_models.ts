/** Small models of every architecture, written as GGUF and as safetensors from the same numbers. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GGMLQuantizationType } from "@huggingface/gguf";
import { seededRandom } from "../../../src/models/decoding/sampling.ts";
import { tinyTokenizer } from "../../../src/models/graph/tokenizer.ts";
import { GGUF_NAMES, type Names, TRANSFORMERS_NAMES } from "../../../src/models/weights/architectures.ts";
import { bytesOfValues } from "../../../src/models/weights/blocks.ts";
import { type Value, type WrittenTensor, writeGguf } from "./gguf_writer.ts";

export const ARCHITECTURE_NAMES = ["llama", "mistral", "qwen2", "qwen3"] as const;
export type ArchitectureName = (typeof ARCHITECTURE_NAMES)[number];

/** Sizes are multiples of 256, which the wide blocks fill. */
const [LAYERS, HIDDEN, HEADS, KV_HEADS, HEAD_SIZE, WIDE] = [2, 256, 4, 2, 64, 512];
const THETA = 50_000;
const EPSILON = 1e-5;
const TOKENS = tinyTokenizer().vocabSize;
/** The embedding's rows, a round number of them. */
const VOCABULARY = 256 * Math.ceil(TOKENS / 256);

interface Named {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** The numbers of a model, by the graph's names. */
function numbersOf(architecture: ArchitectureName, tied: boolean): Named[] {
  const random = seededRandom(11);
  const make = (name: string, dims: readonly number[], around = 0): Named => {
    const scale = dims.length === 1 ? 0.1 : 1.5 / Math.sqrt(dims[1] ?? 1);
    const count = dims.reduce((a, b) => a * b, 1);
    return { name, dims, values: Float32Array.from({ length: count }, () => around + scale * (2 * random() - 1)) };
  };
  const projections = [
    ["query", HEADS * HEAD_SIZE],
    ["key", KV_HEADS * HEAD_SIZE],
    ["value", KV_HEADS * HEAD_SIZE],
  ] as const;
  const layer = (index: number): Named[] =>
    [
      make("attention_norm", [HIDDEN], 1),
      make("mlp_norm", [HIDDEN], 1),
      ...projections.map(([name, size]) => make(name, [size, HIDDEN])),
      ...(architecture === "qwen2" ? projections.map(([name, size]) => make(`${name}.bias`, [size])) : []),
      ...(architecture === "qwen3" ? [make("query_norm", [HEAD_SIZE], 1), make("key_norm", [HEAD_SIZE], 1)] : []),
      make("output", [HIDDEN, HEADS * HEAD_SIZE]),
      make("gate", [WIDE, HIDDEN]),
      make("up", [WIDE, HIDDEN]),
      make("down", [HIDDEN, WIDE]),
    ].map((it) => ({ ...it, name: `layers.${index}.${it.name}` }));
  return [
    make("embed", [VOCABULARY, HIDDEN]),
    make("final_norm", [HIDDEN], 1),
    ...(tied ? [] : [make("head", [VOCABULARY, HIDDEN])]),
    ...Array.from({ length: LAYERS }, (_, index) => layer(index)).flat(),
  ];
}

function fileName(names: Names, graphName: string): string {
  const bias = graphName.endsWith(".bias");
  const base = bias ? graphName.slice(0, -".bias".length) : graphName;
  const [, index = "", part = ""] = /^layers\.(\d+)\.(\w+)$/.exec(base) ?? [];
  const [before, behind] = names.layer;
  const stored = part === "" ? names[base as "embed"] : `${before}${index}${behind}${names.parts[part]}`;
  return `${stored}.${bias ? "bias" : "weight"}`;
}

/** Rows of queries and keys as Llama's converter puts them: the halves of each rotated pair next to each other. */
function paired(values: Float32Array, heads: number, inputs: number): Float32Array {
  const size = values.length / inputs / heads;
  const out = new Float32Array(values.length);
  for (let head = 0; head < heads; head++)
    for (let place = 0; place < size; place++) {
      const from = head * size + (place % 2 === 0 ? place / 2 : size / 2 + (place - 1) / 2);
      out.set(values.subarray(from * inputs, (from + 1) * inputs), (head * size + place) * inputs);
    }
  return out;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Blocks of random codes with scales that keep a model's numbers small. */
export function randomBlocks(type: GGMLQuantizationType, count: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const bytes = Uint8Array.from({ length: bytesOfValues(type, count) ?? 0 }, () => Math.floor(256 * random()));
  const each = (bytesOfValues(type, 256) ?? 0) / (256 / (type === GGMLQuantizationType.F32 ? 1 : 32));
  for (const at of halvesOf(type)) {
    const step = WIDE_TYPES.has(type) ? (bytesOfValues(type, 256) ?? 0) : each;
    for (let start = 0; start < bytes.length; start += step) {
      // Half precision of about 2^-8 to 2^-7, so that sums of a row stay within a few units.
      bytes[start + at + 1] = 0x1c + ((bytes[start + at + 1] ?? 0) % 2);
    }
  }
  return bytes;
}

const T = GGMLQuantizationType;
const WIDE_TYPES = new Set([T.Q2_K, T.Q3_K, T.Q4_K, T.Q5_K, T.Q6_K]);

/** Where a block's scale and minimum stand. */
function halvesOf(type: GGMLQuantizationType): readonly number[] {
  const places: Partial<Record<GGMLQuantizationType, readonly number[]>> = {
    [T.Q4_1]: [0, 2],
    [T.Q5_1]: [0, 2],
    [T.Q2_K]: [80, 82],
    [T.Q3_K]: [108],
    [T.Q4_K]: [0, 2],
    [T.Q5_K]: [0, 2],
    [T.Q6_K]: [208],
  };
  return places[type] ?? [0];
}

export interface SmallModel {
  readonly architecture?: ArchitectureName;
  readonly tied?: boolean;
  /** Of the layers' matrices and the tables; floats by default. */
  readonly type?: GGMLQuantizationType;
  readonly metadata?: Readonly<Record<string, Value>>;
  readonly change?: (tensors: WrittenTensor[]) => WrittenTensor[];
}

/** Writes the model as a GGUF file. */
export function writeSmallGguf(path: string, options: SmallModel = {}): void {
  const { architecture = "llama", tied = true, type = T.F32, metadata = {}, change = (it) => it } = options;
  const tensors = numbersOf(architecture, tied).map(({ name, dims, values }, index): WrittenTensor => {
    const stored = { name: fileName(GGUF_NAMES, name), dims };
    if (dims.length === 2 && type !== T.F32) return { ...stored, type, data: randomBlocks(type, values.length, index) };
    const heads = /\.query$/.test(name) ? HEADS : /\.key$/.test(name) ? KV_HEADS : undefined;
    const isPaired = heads !== undefined && (architecture === "llama" || architecture === "mistral");
    return { ...stored, type: T.F32, data: bytesOf(isPaired ? paired(values, heads, HIDDEN) : values) };
  });
  writeGguf(path, { ...headerOf(architecture), ...tokenizerFields(), ...metadata }, change(tensors));
}

function headerOf(architecture: ArchitectureName): Record<string, Value> {
  const own = {
    ...{ block_count: LAYERS, context_length: 512, embedding_length: HIDDEN, feed_forward_length: WIDE },
    ...{ "attention.head_count": HEADS, "attention.head_count_kv": KV_HEADS, "attention.key_length": HEAD_SIZE },
    ...{ "attention.layer_norm_rms_epsilon": EPSILON, "rope.freq_base": THETA },
  };
  const prefixed = Object.entries(own).map(([key, value]): [string, Value] => [`${architecture}.${key}`, value]);
  return { "general.architecture": architecture, ...Object.fromEntries(prefixed) };
}

/** The small tokenizer's own, as GGUF would store it. */
export function tokenizerFields(): Record<string, Value> {
  const { json, config } = tinyTokenizer() as unknown as {
    json: {
      model: { vocab: Record<string, number>; merges: (string | [string, string])[] };
      added_tokens: { id: number; content: string }[];
    };
    config: { chat_template?: string };
  };
  const tokens = Array<string>(VOCABULARY).fill("");
  const kinds = Array<number>(VOCABULARY).fill(5);
  for (const [text, id] of Object.entries(json.model.vocab)) [tokens[id], kinds[id]] = [text, 1];
  for (const { id, content } of json.added_tokens) [tokens[id], kinds[id]] = [content, 3];
  for (const [id, text] of tokens.entries()) if (text === "") tokens[id] = `[PAD${id}]`;
  const ends = tinyTokenizer().id("<|im_end|>");
  return {
    ...{ "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "gpt-2", "tokenizer.ggml.tokens": tokens },
    "tokenizer.ggml.token_type": kinds,
    "tokenizer.ggml.merges": json.model.merges.map((merge) => (typeof merge === "string" ? merge : merge.join(" "))),
    "tokenizer.ggml.eos_token_id": ends,
    ...(config.chat_template !== undefined && { "tokenizer.chat_template": config.chat_template }),
  };
}

/** Writes the model as a folder in the layout of the hub; in two shards where asked. */
export function writeSmallSafetensors(
  folder: string,
  options: Pick<SmallModel, "architecture" | "tied"> & { shards?: boolean; config?: object } = {},
): void {
  const { architecture = "llama", tied = true, shards = false, config = {} } = options;
  mkdirSync(folder, { recursive: true });
  const all = numbersOf(architecture, tied).map((it) => ({ ...it, name: fileName(TRANSFORMERS_NAMES, it.name) }));
  const parts = shards ? [all.slice(0, 5), all.slice(5)] : [all];
  const name = (index: number) => (shards ? `model-0000${index + 1}-of-00002.safetensors` : "model.safetensors");
  for (const [index, part] of parts.entries()) writeFileSync(join(folder, name(index)), safetensors(part));
  if (shards) writeFileSync(join(folder, "model.safetensors.index.json"), JSON.stringify({ weight_map: {} }));
  const { json, config: tokenizerConfig, id } = tinyTokenizer();
  const end = id("<|im_end|>");
  const files = {
    "config.json": {
      ...{ model_type: architecture, num_hidden_layers: LAYERS, hidden_size: HIDDEN, num_attention_heads: HEADS },
      ...{ num_key_value_heads: KV_HEADS, head_dim: HEAD_SIZE, intermediate_size: WIDE, vocab_size: VOCABULARY },
      ...{ max_position_embeddings: 512, rms_norm_eps: EPSILON, rope_theta: THETA, tie_word_embeddings: tied },
      ...{ eos_token_id: end, ...config },
    },
    "generation_config.json": { eos_token_id: end },
    "tokenizer.json": json,
    "tokenizer_config.json": tokenizerConfig,
  };
  for (const [file, value] of Object.entries(files)) writeFileSync(join(folder, file), JSON.stringify(value));
}

function safetensors(tensors: readonly Named[]): Buffer {
  let at = 0;
  const header = Object.fromEntries(
    tensors.map(({ name, dims, values }) => {
      const entry = { dtype: "F32", shape: dims, data_offsets: [at, at + values.byteLength] };
      at += values.byteLength;
      return [name, entry];
    }),
  );
  const text = Buffer.from(JSON.stringify({ __metadata__: { format: "pt" }, ...header }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...tensors.map(({ values }) => bytesOf(values))]);
}
