/**
 * A decoder of Qwen2's shape (RMS norm, grouped-query attention with biased projections and rotary positions, SwiGLU,
 * head tied to the embedding) as an ONNX graph, with weights from whoever calls.
 */
import { ATTENTIONS, type Attention, type CacheNames, type Mix } from "./attention.ts";
import { FORMATS, type WeightFormat } from "./formats.ts";
import { createGraph, type ExternalData, floats, type Graph, int64s } from "./onnx.ts";
import type { Parts } from "./protobuf.ts";

export interface DecoderShape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly intermediate: number;
  readonly vocab: number;
  readonly maxPositions: number;
}

export const ROPE_THETA = 10_000;
export const NORM_EPSILON = 1e-6;
/** A tied head would answer each token with itself if random embeddings outweighed what the layers add. */
const EMBEDDING_FAN_IN = 400;

/** A weight by name, row by row; `fanIn` is what a random one is to be scaled by. */
export type WeightSource = (name: string, dims: readonly number[], fanIn: number) => Float32Array;

const MICROSOFT = { domain: "com.microsoft" } as const;

export interface GraphOptions {
  readonly format?: WeightFormat;
  readonly attention?: Attention;
  readonly external?: ExternalData;
}

/** The graph as an `.onnx` file. Batches of rows padded on the left, prefill in pieces and a cut cache are exact. */
export function qwen2Graph(shape: DecoderShape, weights: WeightSource, options: GraphOptions = {}): Parts {
  const { format = FORMATS.fp32, attention: attend = ATTENTIONS.grouped, external } = options;
  const g = createGraph("qwen2", external);
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const mask = g.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]);
  g.input("position_ids", "int64", ["batch_size", "sequence_length"]);
  const keep = g.input("num_logits_to_keep", "int64", []);
  declareConstants(g, shape);
  const headSize = shape.hidden / shape.heads;
  const frame: Frame = { g, shape, weights, format, headSize, mix: attend(g, { ...shape, headSize }, ids, mask) };
  const [rows, columns] = [shape.vocab, shape.hidden];
  const table = { values: weights("embed", [rows, columns], EMBEDDING_FAN_IN), rows, columns };
  let hidden = format.embed(g, ids, table);
  for (let layer = 0; layer < shape.layers; layer++) hidden = decoderLayer(frame, layer, hidden);
  const normed = norm(frame, "final_norm", lastRows(g, hidden, keep));
  g.output("logits", "float32", ["batch_size", "num_logits", shape.vocab]);
  format.head(g, normed, table, "logits");
  return g.encode();
}

/** What every layer needs. */
interface Frame {
  readonly g: Graph;
  readonly shape: DecoderShape;
  readonly weights: WeightSource;
  readonly format: WeightFormat;
  readonly headSize: number;
  readonly mix: Mix;
}

function declareConstants(g: Graph, shape: DecoderShape): void {
  g.constant("i_0", int64s([0]));
  g.constant("i_1", int64s([1]));
  const half = shape.hidden / shape.heads / 2;
  const angle = (position: number, i: number) => position / ROPE_THETA ** (i / half);
  const table = (f: (x: number) => number) =>
    Float32Array.from({ length: shape.maxPositions * half }, (_, n) => f(angle(Math.floor(n / half), n % half)));
  g.constant("cos", floats(table(Math.cos), [shape.maxPositions, half]));
  g.constant("sin", floats(table(Math.sin), [shape.maxPositions, half]));
}

function norm({ g, shape, weights }: Frame, name: string, input: string): string {
  const scale = g.constant(name, floats(weights(name, [shape.hidden], 0)));
  return g.op("SimplifiedLayerNormalization", [input, scale], { axis: -1, epsilon: { float: NORM_EPSILON } });
}

function linear(frame: Frame, name: string, input: string, from: number, to: number, bias = false): string {
  const { g, weights, format } = frame;
  const weight = { values: weights(name, [from, to], from), rows: from, columns: to };
  const product = format.linear(g, name, input, weight);
  if (!bias) return product;
  return g.op("Add", [product, g.constant(`${name}.bias`, floats(weights(`${name}.bias`, [to], from)))]);
}

function decoderLayer(frame: Frame, layer: number, input: string): string {
  const { g, shape } = frame;
  const name = (part: string) => `layers.${layer}.${part}`;
  const attended = attention(frame, layer, norm(frame, name("attention_norm"), input));
  const middle = g.op("Add", [input, attended]);
  const normed = norm(frame, name("mlp_norm"), middle);
  const gate = linear(frame, name("gate"), normed, shape.hidden, shape.intermediate);
  const up = linear(frame, name("up"), normed, shape.hidden, shape.intermediate);
  const active = g.op("Mul", [g.op("Mul", [gate, g.op("Sigmoid", [gate])]), up]);
  return g.op("Add", [middle, linear(frame, name("down"), active, shape.intermediate, shape.hidden)]);
}

function attention(frame: Frame, layer: number, input: string): string {
  const { g, shape, headSize } = frame;
  const part = (name: string, heads: number) =>
    linear(frame, `layers.${layer}.${name}`, input, shape.hidden, heads * headSize, true);
  const turned = (tensor: string, heads: number) =>
    g.op("RotaryEmbedding", [tensor, "position_ids", "cos", "sin"], { num_heads: heads }, MICROSOFT);
  const query = turned(part("query", shape.heads), shape.heads);
  const key = turned(part("key", shape.kvHeads), shape.kvHeads);
  const value = part("value", shape.kvHeads);
  const mixed = frame.mix(query, key, value, cache(g, layer, shape.kvHeads, headSize));
  return linear(frame, `layers.${layer}.output`, mixed, shape.hidden, shape.hidden);
}

/** Declares a layer's cache before and after. */
function cache(g: Graph, layer: number, kvHeads: number, headSize: number): CacheNames {
  const dims = (length: string) => ["batch_size", kvHeads, length, headSize];
  const kinds = ["key", "value"];
  const past = kinds.map((kind) =>
    g.input(`past_key_values.${layer}.${kind}`, "float32", dims("past_sequence_length")),
  );
  const present = kinds.map((kind) => g.output(`present.${layer}.${kind}`, "float32", dims("total_sequence_length")));
  return { past, present };
}

/** The rows whose logits are asked for; 0 asks for all (a slice from -0). */
function lastRows(g: Graph, hidden: string, keep: string): string {
  const start = g.op("Unsqueeze", [g.op("Neg", [keep]), "i_0"]);
  return g.op("Slice", [hidden, start, g.constant("to_end", int64s([Number.MAX_SAFE_INTEGER])), "i_1"]);
}
