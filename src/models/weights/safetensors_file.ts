/** A folder in the layout of the hub with safetensors (https://huggingface.co/docs/safetensors), whole or in shards. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { GGMLQuantizationType } from "@huggingface/gguf";
import { z } from "zod";
import { messageOf, UserError } from "../../lib/errors.ts";
import type { DecoderShape } from "../graph/decoder_graph.ts";
import type { Rope } from "../graph/rope.ts";
import { architectureOf, TRANSFORMERS_NAMES } from "./architectures.ts";
import { readRange } from "./read_range.ts";
import type { StoredModel } from "./stored_model.ts";
import { type FileTensor, tensorTable, unusable } from "./tensor_table.ts";

export const WHOLE = "model.safetensors";
export const INDEX = "model.safetensors.index.json";

const TYPES: Readonly<Record<string, GGMLQuantizationType>> = {
  F32: GGMLQuantizationType.F32,
  F16: GGMLQuantizationType.F16,
  BF16: GGMLQuantizationType.BF16,
};

const headerSchema = z.record(
  z.string(),
  z.union([
    z.object({ dtype: z.string(), shape: z.array(z.number()), data_offsets: z.tuple([z.number(), z.number()]) }),
    z.record(z.string(), z.string()),
  ]),
);

const scalingSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  factor: z.number().optional(),
  low_freq_factor: z.number().optional(),
  high_freq_factor: z.number().optional(),
  original_max_position_embeddings: z.number().optional(),
  rope_theta: z.number().optional(),
});

const configSchema = z.looseObject({
  model_type: z.string(),
  num_hidden_layers: z.number(),
  hidden_size: z.number(),
  num_attention_heads: z.number(),
  num_key_value_heads: z.number().optional(),
  head_dim: z.number().nullish(),
  intermediate_size: z.number(),
  vocab_size: z.number(),
  max_position_embeddings: z.number(),
  rms_norm_eps: z.number(),
  rope_theta: z.number().optional(),
  rope_scaling: scalingSchema.nullish(),
  rope_parameters: scalingSchema.nullish(),
  tie_word_embeddings: z.boolean().optional(),
  sliding_window: z.number().nullish(),
  use_sliding_window: z.boolean().optional(),
  attention_bias: z.boolean().optional(),
});
type Config = z.infer<typeof configSchema>;

const MOST_POSITIONS = 32_768;

/** The weight files of a folder; empty where it has none. */
export function safetensorsOf(files: readonly string[]): string[] {
  if (files.includes(WHOLE)) return [WHOLE];
  return files.includes(INDEX) ? files.filter((file) => /^model-\d+-of-\d+\.safetensors$/.test(file)).sort() : [];
}

/** @throws UserError in one line: files missing, cut or of an architecture that cannot be run */
export async function readSafetensors(folder: string, files: readonly string[]): Promise<StoredModel> {
  const config = await readConfig(join(folder, "config.json"));
  const { pairedInGguf: _, ...traits } = architectureOf(config.model_type, folder);
  if (config.attention_bias === true && !traits.attentionBias)
    throw unusable(folder, "its attention has biases, which its architecture has not");
  const shards = safetensorsOf(files);
  const tensors = (await Promise.all(shards.map((file) => readHeader(join(folder, file))))).flat();
  const tied = config.tie_word_embeddings ?? false;
  const untiedHead = tensors.some(({ name }) => name === `${TRANSFORMERS_NAMES.head}.weight`);
  const shape: DecoderShape = { ...shapeOf(config, folder), ...traits, tied: tied || !untiedHead };
  const options = { model: folder, paired: false, known: /rotary_emb\.inv_freq$/ };
  const table = tensorTable(shape, tensors, TRANSFORMERS_NAMES, options);
  return { architecture: config.model_type, shape, tensors: table, contextLength: shape.maxPositions };
}

async function readConfig(path: string): Promise<Config> {
  try {
    return configSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const why = issue === undefined ? messageOf(cause) : `${issue.path.join(".")}: ${issue.message}`;
    throw new UserError(`${path} cannot be used (${why})`, { exitCode: 2, cause });
  }
}

function shapeOf(config: Config, folder: string): Omit<DecoderShape, "attentionBias" | "headNorm" | "tied"> {
  const { hidden_size: hidden, num_attention_heads: heads, sliding_window: window } = config;
  const slides = typeof window === "number" && config.use_sliding_window !== false;
  return {
    layers: config.num_hidden_layers,
    hidden,
    heads,
    kvHeads: config.num_key_value_heads ?? heads,
    headSize: config.head_dim ?? hidden / heads,
    intermediate: config.intermediate_size,
    vocab: config.vocab_size,
    maxPositions: Math.min(config.max_position_embeddings, slides ? window : MOST_POSITIONS, MOST_POSITIONS),
    normEpsilon: config.rms_norm_eps,
    rope: ropeOf(config, folder),
  };
}

function ropeOf(config: Config, folder: string): Rope {
  const scaling = config.rope_scaling ?? config.rope_parameters ?? {};
  const theta = config.rope_theta ?? scaling.rope_theta ?? 10_000;
  const kind = scaling.rope_type ?? scaling.type ?? "default";
  const { factor = 1 } = scaling;
  if (kind === "default" || kind === "none") return { theta };
  if (kind === "linear") return { theta, scaling: { kind, factor } };
  if (kind !== "llama3")
    throw unusable(folder, `its positions are scaled by ${kind}, which this program does not know`);
  const { low_freq_factor: lowFactor = 1, high_freq_factor: highFactor = 4 } = scaling;
  const trained = scaling.original_max_position_embeddings ?? config.max_position_embeddings;
  return { theta, scaling: { kind, factor, lowFactor, highFactor, trained } };
}

const LARGEST_HEADER = 100 * 2 ** 20;

async function readHeader(file: string): Promise<FileTensor[]> {
  try {
    const { size } = await stat(file);
    const length = Number(new DataView((await readRange(file, 0, 8)).buffer).getBigUint64(0, true));
    if (length > LARGEST_HEADER || 8 + length > size) throw new Error("its header is longer than the file");
    const text = new TextDecoder().decode(await readRange(file, 8, length));
    return Object.entries(headerSchema.parse(JSON.parse(text))).flatMap(([name, entry]): FileTensor[] => {
      if (!Array.isArray(entry.shape) || !Array.isArray(entry.data_offsets)) return [];
      const type = TYPES[String(entry.dtype)];
      if (type === undefined) throw new Error(`${name} is stored as ${String(entry.dtype)}`);
      const [from = 0, to = 0] = entry.data_offsets.map(Number);
      if (8 + length + to > size) throw new Error(`it ends before the weights ${name}`);
      return [{ name, dims: entry.shape, type, file, offset: 8 + length + from }];
    });
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`${file} cannot be read (${messageOf(cause).slice(0, 160)})`, {
      hint: "get the file again",
      exitCode: 2,
      cause,
    });
  }
}
