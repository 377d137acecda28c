/** A small model of Qwen2's shape with random weights: writes rubbish, by the same path as a real one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Random, seededRandom } from "../decoding/sampling.ts";
import { ATTENTIONS, type AttentionName } from "./attention.ts";
import { type DecoderShape, decoderGraph, type WeightSource } from "./decoder_graph.ts";
import { FORMAT_SUFFIXES, FORMATS, type LibraryFormat } from "./formats.ts";
import { matrixByInput, matrixByOutput } from "./matrix.ts";
import { type ModelFiles, modelFiles } from "./model_files.ts";
import type { ExternalData } from "./onnx.ts";
import type { Parts } from "./protobuf.ts";
import { tinyTokenizer } from "./tokenizer.ts";

export type RandomShape = Pick<
  DecoderShape,
  "layers" | "hidden" | "heads" | "kvHeads" | "intermediate" | "maxPositions"
>;

export const ROPE_THETA = 10_000;
export const NORM_EPSILON = 1e-6;
/** A tied head would answer each token with itself if random embeddings outweighed what the layers add. */
const EMBEDDING_FAN_IN = 400;

/** Qwen2's differences from its family. */
export function qwen2Shape(shape: RandomShape & { readonly vocab: number }): DecoderShape {
  return {
    ...shape,
    headSize: shape.hidden / shape.heads,
    normEpsilon: NORM_EPSILON,
    rope: { theta: ROPE_THETA },
    attentionBias: true,
    headNorm: false,
    tied: true,
  };
}

export const TINY_SHAPE: RandomShape = {
  layers: 2,
  hidden: 64,
  heads: 4,
  kvHeads: 2,
  intermediate: 128,
  maxPositions: 4096,
};

/** The shape of Qwen2.5-0.5B; its vocabulary comes with its tokenizer. */
const QWEN25_HALF_B: RandomShape = {
  layers: 24,
  hidden: 896,
  heads: 14,
  kvHeads: 2,
  intermediate: 4864,
  maxPositions: 4096,
};

export const SHAPES = { tiny: TINY_SHAPE, "qwen2.5-0.5b": QWEN25_HALF_B } as const;

export interface RandomOptions {
  readonly shape?: RandomShape;
  readonly format?: LibraryFormat;
  readonly attention?: AttentionName;
  /** Conversations that one pass reads; see `GraphOptions`. */
  readonly slots?: number;
  /** Folder with a `tokenizer.json` and a `tokenizer_config.json` to take in place of the small tokenizer. */
  readonly tokenizer?: string;
}

/** Qwen2 keeps this many numbers behind its regular vocabulary of 151,643 for marks … */
const MARKS = 208;
/** … and gives its embedding a round number of rows: 151,936. */
const ROUND_ROWS = 128;

/** A graph with more weights than this in fp32 needs external data: protobuf ends at 2 GB, and parsing takes a copy. */
const LARGEST_INSIDE = 2 ** 28;

/** Whether `randomModelFiles` is to be given a file for external data: `onnx/model.onnx_data`. */
export function needsExternalData({ format = "fp32", shape = TINY_SHAPE, tokenizer }: RandomOptions): boolean {
  const vocab = tokenizer === undefined ? tinyTokenizer().vocabSize : readTokenizer(tokenizer).rows;
  return format === "fp32" && weightsIn({ ...shape, vocab }) > LARGEST_INSIDE;
}

/** Weights of the matrices. */
function weightsIn({ layers, hidden, heads, kvHeads, intermediate, vocab }: RandomShape & { vocab: number }): number {
  const attention = 2 * hidden * (hidden + (kvHeads * hidden) / heads);
  return vocab * hidden + layers * (attention + 3 * hidden * intermediate);
}

/**
 * The files of a model whose weights follow from `seed` alone.
 * @param external takes the large weights of an fp32 graph
 */
export function randomModelFiles(seed: number, options: RandomOptions = {}, external?: ExternalData): ModelFiles {
  const { shape = TINY_SHAPE, format = "fp32", attention = "grouped" } = options;
  const own = tinyTokenizer();
  const other = options.tokenizer === undefined ? undefined : readTokenizer(options.tokenizer);
  const vocab = other?.rows ?? own.vocabSize;
  const { slots } = options;
  const parts = {
    format: FORMATS[format],
    attention: ATTENTIONS[attention],
    ...(external && { external }),
    ...(slots && { slots }),
  };
  const graph = decoderGraph(qwen2Shape({ ...shape, vocab }), randomWeights(seededRandom(seed)), parts);
  const isOutside = external !== undefined || needsExternalData({ ...options, format: "fp32" });
  const config = { ...configOf(shape, vocab), ...(isOutside && OUTSIDE) };
  const files = new Map(modelFiles(own, { ...config, ...other?.ends }, graph));
  for (const [name, parts] of other?.files ?? []) files.set(name, parts);
  const weights = files.get("onnx/model.onnx") ?? [];
  files.delete("onnx/model.onnx");
  return files.set(`onnx/model${FORMAT_SUFFIXES[format]}.onnx`, weights);
}

/** Says so of the fp32 graph alone: other formats may stand in the same folder. */
const OUTSIDE = { "transformers.js_config": { use_external_data_format: { "model.onnx": 1 } } };

function configOf(shape: RandomShape, vocab: number): Record<string, unknown> {
  return {
    vocab_size: vocab,
    hidden_size: shape.hidden,
    intermediate_size: shape.intermediate,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    max_position_embeddings: shape.maxPositions,
    rope_theta: ROPE_THETA,
    rms_norm_eps: NORM_EPSILON,
    hidden_act: "silu",
    tie_word_embeddings: true,
  };
}

function readTokenizer(folder: string) {
  const [json, config] = ["tokenizer.json", "tokenizer_config.json"].map((name) => readFileSync(join(folder, name)));
  if (json === undefined || config === undefined) throw new Error(`no tokenizer in ${folder}`);
  const { model, added_tokens: added = [] } = tokenizerSchema.parse(JSON.parse(json.toString("utf8")));
  const settings = configSchema.parse(JSON.parse(config.toString("utf8")));
  const ids = new Map([...Object.entries(model.vocab), ...added.map(({ content, id }) => [content, id] as const)]);
  const used = 1 + [...ids.values()].reduce((most, id) => Math.max(most, id), 0);
  const size = Math.max(used, Object.keys(model.vocab).length + MARKS);
  const ends = { eos_token_id: ids.get(settings.eos_token), pad_token_id: ids.get(settings.pad_token ?? "") };
  const files: [string, Parts][] = [
    ["tokenizer.json", [json]],
    ["tokenizer_config.json", [config]],
    ["generation_config.json", [new TextEncoder().encode(JSON.stringify(ends))]],
  ];
  return { files, ends, rows: ROUND_ROWS * Math.ceil(size / ROUND_ROWS) };
}

const tokenizerSchema = z.object({
  model: z.object({ vocab: z.record(z.string(), z.number()) }),
  added_tokens: z.array(z.object({ id: z.number(), content: z.string() })).optional(),
});
const configSchema = z.object({ eos_token: z.string(), pad_token: z.string().nullish() });

/** Normal with deviation 1/√fan-in, so that activations keep their size; scales of norms are 1. */
function randomWeights(random: Random): WeightSource {
  const normals = (count: number, fanIn: number): Float32Array => {
    const values = new Float32Array(count);
    const deviation = 1 / Math.sqrt(fanIn);
    for (let i = 0; i < values.length; i++) values[i] = deviation * normal(random);
    return values;
  };
  const biasFanIn = new Map<string, number>();
  return {
    matrix: (name, inputs, outputs) => {
      biasFanIn.set(`${name}.bias`, inputs);
      // The table of the embedding has a row per token, whoever reads it.
      if (name === "embed")
        return matrixByOutput(constant(normals(inputs * outputs, EMBEDDING_FAN_IN)), inputs, outputs);
      return matrixByInput(normals(inputs * outputs, inputs), inputs, outputs);
    },
    vector: (name, length) => {
      const fanIn = biasFanIn.get(name);
      return fanIn === undefined ? new Float32Array(length).fill(1) : normals(length, fanIn);
    },
  };
}

function constant<T>(value: T): () => T {
  return () => value;
}

/** Box and Muller's transform. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
