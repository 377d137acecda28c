/**
 * A decoder of Qwen2's shape (RMS norm, grouped-query attention with biased projections and rotary positions, SwiGLU,
 * head tied to the embedding) as an ONNX graph, with weights from whoever calls.
 */
import { FORMATS, type WeightFormat } from "./formats.ts";
import { createGraph, floats, type Graph, int32s, int64s } from "./onnx.ts";
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
/** Added to the attention of a masked token: small enough to vanish, not so small as to become NaN in sums. */
const MASKED = -1e9;

/** A tied head would answer each token with itself if random embeddings outweighed what the layers add. */
const EMBEDDING_FAN_IN = 400;

/** A weight by name, row by row; `fanIn` is what a random one is to be scaled by. */
export type WeightSource = (name: string, dims: readonly number[], fanIn: number) => Float32Array;

const MICROSOFT = { domain: "com.microsoft" } as const;

/** The graph as an `.onnx` file. Batches of rows padded on the left, prefill in pieces and a cut cache are exact. */
export function qwen2Graph(shape: DecoderShape, weights: WeightSource, format: WeightFormat = FORMATS.fp32): Parts {
  const g = createGraph("qwen2");
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const mask = g.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]);
  g.input("position_ids", "int64", ["batch_size", "sequence_length"]);
  const keep = g.input("num_logits_to_keep", "int64", []);
  const frame: Frame = { g, shape, weights, format, ...lengths(g, ids, mask) };
  declareConstants(g, shape);
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
  /** Tokens before the newest one, int32 [batch]. */
  readonly lastIndex: string;
  /** Tokens in all, int32 scalar. */
  readonly total: string;
  /** float32 [batch, 1, new tokens, all tokens]. */
  readonly bias: string;
}

function declareConstants(g: Graph, shape: DecoderShape): void {
  const half = shape.hidden / shape.heads / 2;
  const angle = (position: number, i: number) => position / ROPE_THETA ** (i / half);
  const table = (f: (x: number) => number) =>
    Float32Array.from({ length: shape.maxPositions * half }, (_, n) => f(angle(Math.floor(n / half), n % half)));
  g.constant("cos", floats(table(Math.cos), [shape.maxPositions, half]));
  g.constant("sin", floats(table(Math.sin), [shape.maxPositions, half]));
}

/** The lengths and the mask in the forms that attention takes. */
function lengths(g: Graph, ids: string, mask: string): Pick<Frame, "lastIndex" | "total" | "bias"> {
  const one = g.constant("i_1", int64s([1]));
  g.constant("i_0", int64s([0]));
  const idsShape = g.op("Shape", [ids]);
  const batch = g.op("Gather", [idsShape, "i_0"]);
  const fresh = g.op("Gather", [idsShape, one]);
  const total64 = g.op("Gather", [g.op("Shape", [mask]), one]);
  const total32 = g.op("Cast", [total64], { to: 6 });
  const lastIndex = g.op("Expand", [g.op("Sub", [total32, g.constant("one_32", int32s([1]))]), batch]);
  const total = g.op("Squeeze", [total32]);
  const missing = g.op("Sub", [g.constant("f_1", floats([1])), g.op("Cast", [mask], { to: 1 })]);
  const penalty = g.op("Mul", [missing, g.constant("masked", floats([MASKED]))]);
  const row = g.op("Unsqueeze", [penalty, g.constant("axes_1_2", int64s([1, 2]))]);
  const square = g.op("Concat", [batch, one, fresh, total64], { axis: 0 });
  return { lastIndex, total, bias: g.op("Expand", [row, square]) };
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
  const { g, shape } = frame;
  const headSize = shape.hidden / shape.heads;
  const part = (name: string, heads: number) =>
    linear(frame, `layers.${layer}.${name}`, input, shape.hidden, heads * headSize, true);
  const turned = (tensor: string, heads: number) =>
    g.op("RotaryEmbedding", [tensor, "position_ids", "cos", "sin"], { num_heads: heads }, MICROSOFT);
  const query = turned(part("query", shape.heads), shape.heads);
  const key = turned(part("key", shape.kvHeads), shape.kvHeads);
  const value = part("value", shape.kvHeads);
  const [past, present] = cache(g, layer, shape.kvHeads, headSize);
  const inputs = [query, key, value, ...past, frame.lastIndex, frame.total, "", "", "", frame.bias];
  const heads = { num_heads: shape.heads, kv_num_heads: shape.kvHeads, do_rotary: 0 };
  const mixed = g.op("GroupQueryAttention", inputs, heads, { ...MICROSOFT, moreOutputs: present });
  return linear(frame, `layers.${layer}.output`, mixed, shape.hidden, shape.hidden);
}

/** Names of a layer's cache before and after: [key, value] each. */
function cache(g: Graph, layer: number, kvHeads: number, headSize: number): [string[], string[]] {
  const dims = (length: string) => ["batch_size", kvHeads, length, headSize];
  const kinds = ["key", "value"];
  const past = kinds.map((kind) =>
    g.input(`past_key_values.${layer}.${kind}`, "float32", dims("past_sequence_length")),
  );
  const present = kinds.map((kind) => g.output(`present.${layer}.${kind}`, "float32", dims("total_sequence_length")));
  return [past, present];
}

/** The rows whose logits are asked for; 0 asks for all (a slice from -0). */
function lastRows(g: Graph, hidden: string, keep: string): string {
  const start = g.op("Unsqueeze", [g.op("Neg", [keep]), "i_0"]);
  return g.op("Slice", [hidden, start, g.constant("to_end", int64s([Number.MAX_SAFE_INTEGER])), "i_1"]);
}
