/** GGUF → the model it holds (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). */
import { stat } from "node:fs/promises";
import { type GGUFParseOutput, gguf } from "@huggingface/gguf";
import { messageOf, UserError } from "../../lib/errors.ts";
import type { DecoderShape } from "../graph/decoder_graph.ts";
import type { Rope } from "../graph/rope.ts";
import { architectureOf, GGUF_NAMES } from "./architectures.ts";
import { bytesOfValues, dequantize } from "./blocks.ts";
import { readRange } from "./read_range.ts";
import type { StoredModel } from "./stored_model.ts";
import { type FileTensor, tensorTable, unusable } from "./tensor_table.ts";

/** What a GGUF file says of itself, besides its weights. */
export type GgufMetadata = Readonly<Record<string, unknown>>;

export interface GgufModel extends StoredModel {
  readonly metadata: GgufMetadata;
}

/** Longer contexts are of no use here, and their tables of positions would be large. */
const MOST_POSITIONS = 32_768;

/**
 * Reads a file's header, and checks that its weights are all there.
 * @throws UserError in one line: no GGUF, cut short, an architecture or a type of weights that cannot be run
 */
export async function readGguf(path: string): Promise<GgufModel> {
  const { metadata, tensorInfos, tensorDataOffset, littleEndian } = await parse(path);
  if (!littleEndian) throw unusable(path, "it is written for big-endian machines");
  const fields = Object.fromEntries(Object.entries(metadata)) as GgufMetadata;
  const architecture = String(fields["general.architecture"]);
  const traits = architectureOf(architecture, path);
  const start = Number(tensorDataOffset);
  const tensors = tensorInfos.map(({ name, shape, dtype, offset }): FileTensor => {
    return { name, dims: shape.map(Number).reverse(), type: dtype, file: path, offset: start + Number(offset) };
  });
  await assertWhole(path, tensors);
  const shape = await shapeOf(fields, architecture, tensors, path);
  const options = { model: path, paired: traits.pairedInGguf, known: /^rope_(freqs|factors)/ };
  const table = tensorTable(shape, tensors, GGUF_NAMES, options);
  return { architecture, shape, tensors: table, contextLength: shape.maxPositions, metadata: fields };
}

async function parse(path: string): Promise<GGUFParseOutput> {
  try {
    return await gguf(path, { allowLocalFile: true });
  } catch (cause) {
    const why = messageOf(cause).replace(/\s+/g, " ").slice(0, 160);
    throw new UserError(`${path} is no GGUF file that can be read (${why})`, {
      hint: "get the file again",
      exitCode: 2,
      cause,
    });
  }
}

/** A file that was cut short has all of its header, most of the time. */
async function assertWhole(path: string, tensors: readonly FileTensor[]): Promise<void> {
  const { size } = await stat(path);
  for (const { name, dims, type, offset } of tensors) {
    const bytes = bytesOfValues(
      type,
      dims.reduce((a, b) => a * b, 1),
    );
    if (bytes !== undefined && offset + bytes > size)
      throw unusable(path, `it ends before the weights ${name}, at byte ${size} of ${offset + bytes}`);
  }
}

async function shapeOf(
  fields: GgufMetadata,
  architecture: string,
  tensors: readonly FileTensor[],
  path: string,
): Promise<DecoderShape> {
  const read = (key: string): number | undefined => {
    const value = fields[`${architecture}.${key}`];
    return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
  };
  const need = (key: string): number => {
    const value = read(key);
    if (value === undefined) throw unusable(path, `its header does not say ${architecture}.${key}`);
    return value;
  };
  const [hidden, heads] = [need("embedding_length"), need("attention.head_count")];
  const headSize = read("attention.key_length") ?? read("rope.dimension_count") ?? hidden / heads;
  const turned = read("rope.dimension_count") ?? headSize;
  if (turned !== headSize) throw unusable(path, `only ${turned} of a head's ${headSize} numbers are rotated`);
  const { attentionBias, headNorm } = architectureOf(architecture, path);
  const embedding = tensors.find(({ name }) => name === `${GGUF_NAMES.embed}.weight`);
  if (embedding === undefined) throw unusable(path, "the embedding is missing");
  return {
    layers: need("block_count"),
    hidden,
    heads,
    kvHeads: read("attention.head_count_kv") ?? heads,
    headSize,
    intermediate: need("feed_forward_length"),
    vocab: embedding.dims[0] ?? 0,
    maxPositions: Math.min(
      need("context_length"),
      read("attention.sliding_window") ?? Number.POSITIVE_INFINITY,
      MOST_POSITIONS,
    ),
    normEpsilon: need("attention.layer_norm_rms_epsilon"),
    rope: await ropeOf(fields, architecture, tensors, path, read("rope.freq_base") ?? 10_000),
    attentionBias,
    headNorm,
    tied: !tensors.some(({ name }) => name === `${GGUF_NAMES.head}.weight`),
  };
}

async function ropeOf(
  fields: GgufMetadata,
  architecture: string,
  tensors: readonly FileTensor[],
  path: string,
  theta: number,
): Promise<Rope> {
  const stored = tensors.find(({ name }) => name === "rope_freqs.weight");
  if (stored !== undefined) {
    const bytes =
      bytesOfValues(
        stored.type,
        stored.dims.reduce((a, b) => a * b, 1),
      ) ?? 0;
    const factors = dequantize(stored.type, await readRange(path, stored.offset, bytes));
    return { theta, scaling: { kind: "factors", factors: [...factors] } };
  }
  const kind = fields[`${architecture}.rope.scaling.type`] ?? "none";
  const factor = Number(
    fields[`${architecture}.rope.scaling.factor`] ?? fields[`${architecture}.rope.scale_linear`] ?? 1,
  );
  if (kind === "none" || factor === 1) return { theta };
  if (kind === "linear") return { theta, scaling: { kind: "linear", factor } };
  throw unusable(path, `its positions are scaled by ${String(kind)}, which this program does not know`);
}
