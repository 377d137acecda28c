/**
 * A decoder of the family of Llama and Qwen (RMS norm, grouped-query attention with rotary positions, SwiGLU) as an
 * ONNX graph, with weights from whoever calls. What such models differ in is in `DecoderShape`.
 */
import { ATTENTIONS, type Attention, type CacheNames, type Mix, packed } from "./attention.ts";
import { FORMATS } from "./formats.ts";
import type { Matrix } from "./matrix.ts";
import { createGraph, type ExternalData, floats, type Graph, int64s } from "./onnx.ts";
import type { Parts } from "./protobuf.ts";
import { type Rope, rotaryTables } from "./rope.ts";
import type { WeightFormat } from "./weight_format.ts";

export interface DecoderShape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Numbers of one head. */
  readonly headSize: number;
  readonly intermediate: number;
  readonly vocab: number;
  /** Tokens that a conversation may have. */
  readonly maxPositions: number;
  readonly normEpsilon: number;
  readonly rope: Rope;
  /** Biases of queries, keys and values (Qwen2). */
  readonly attentionBias: boolean;
  /** A norm over each head of queries and keys (Qwen3). */
  readonly headNorm: boolean;
  /** The head is the embedding. */
  readonly tied: boolean;
}

/** Weights by the graph's own names: "embed", "head", "final_norm", "layers.3.query", "layers.3.query.bias", … */
export interface WeightSource {
  matrix(name: string, inputs: number, outputs: number): Matrix;
  vector(name: string, length: number): Float32Array;
}

const MICROSOFT = { domain: "com.microsoft" } as const;

export interface GraphOptions {
  readonly format?: WeightFormat;
  readonly attention?: Attention;
  /** Conversations that one pass reads, packed into one row; without it, a row each. */
  readonly slots?: number;
  readonly external?: ExternalData;
  /** Told before each layer, and once at the end. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The graph as an `.onnx` file. Batches of rows padded on the left, prefill in pieces and a cut cache are exact. */
export function decoderGraph(shape: DecoderShape, weights: WeightSource, options: GraphOptions = {}): Parts {
  const { format = FORMATS.fp32, external, onProgress, slots } = options;
  const attend = slots === undefined ? (options.attention ?? ATTENTIONS.grouped) : packed(slots);
  const g = createGraph("decoder", external);
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const mask = slots === undefined ? g.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]) : "";
  g.input("position_ids", "int64", ["batch_size", "sequence_length"]);
  declareConstants(g, shape);
  const frame: Frame = { g, shape, weights, format, slots, mix: attend(g, shape, ids, mask) };
  const table = weights.matrix("embed", shape.hidden, shape.vocab);
  let hidden = format.embed(g, ids, table);
  for (let layer = 0; layer < shape.layers; layer++) {
    onProgress?.(layer, shape.layers + 1);
    hidden = decoderLayer(frame, layer, hidden);
  }
  onProgress?.(shape.layers, shape.layers + 1);
  const normed = norm(frame, "final_norm", slots === undefined ? lastRows(g, hidden) : chosenRows(g, hidden));
  g.output("logits", "float32", ["batch_size", "num_logits", shape.vocab]);
  if (shape.tied) format.tiedHead(g, normed, table, "logits");
  else format.linear(g, "head", normed, weights.matrix("head", shape.hidden, shape.vocab), "logits");
  onProgress?.(shape.layers + 1, shape.layers + 1);
  return g.encode();
}

/** What every layer needs. */
interface Frame {
  readonly g: Graph;
  readonly shape: DecoderShape;
  readonly weights: WeightSource;
  readonly format: WeightFormat;
  readonly slots: number | undefined;
  readonly mix: Mix;
}

function declareConstants(g: Graph, { rope, headSize, maxPositions }: DecoderShape): void {
  g.constant("i_0", int64s([0]));
  g.constant("i_1", int64s([1]));
  const { cos, sin } = rotaryTables(rope, headSize, maxPositions);
  g.constant("cos", floats(cos, [maxPositions, headSize / 2]));
  g.constant("sin", floats(sin, [maxPositions, headSize / 2]));
}

function norm({ g, shape, weights }: Frame, name: string, input: string, size = shape.hidden): string {
  const scale = g.constant(name, floats(weights.vector(name, size)));
  return g.op("SimplifiedLayerNormalization", [input, scale], { axis: -1, epsilon: { float: shape.normEpsilon } });
}

function linear(frame: Frame, name: string, input: string, from: number, to: number, bias = false): string {
  const { g, weights, format } = frame;
  const product = format.linear(g, name, input, weights.matrix(name, from, to));
  if (!bias) return product;
  return g.op("Add", [product, g.constant(`${name}.bias`, floats(weights.vector(`${name}.bias`, to)))]);
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
  const { heads, kvHeads, headSize, hidden } = shape;
  const name = (part: string) => `layers.${layer}.${part}`;
  const part = (of: string, count: number) =>
    linear(frame, name(of), input, hidden, count * headSize, shape.attentionBias);
  const turned = (tensor: string, count: number) =>
    g.op("RotaryEmbedding", [tensor, "position_ids", "cos", "sin"], { num_heads: count }, MICROSOFT);
  const normed = (tensor: string, of: string, count: number) =>
    shape.headNorm ? headNorm(frame, name(`${of}_norm`), tensor, count) : tensor;
  const query = turned(normed(part("query", heads), "query", heads), heads);
  const key = turned(normed(part("key", kvHeads), "key", kvHeads), kvHeads);
  const value = part("value", kvHeads);
  const mixed = frame.mix(query, key, value, caches(frame, layer));
  return linear(frame, name("output"), mixed, heads * headSize, hidden);
}

/** A norm over each head of its own. */
function headNorm(frame: Frame, name: string, tensor: string, count: number): string {
  const { g, shape } = frame;
  const split = g.once(`split_${count}`, () => int64s([0, 0, count, shape.headSize]));
  const joined = g.once(`join_${count}`, () => int64s([0, 0, count * shape.headSize]));
  return g.op("Reshape", [norm(frame, name, g.op("Reshape", [tensor, split]), shape.headSize), joined]);
}

/** Declares a layer's caches before and after, one for each conversation. */
function caches({ g, shape, slots }: Frame, layer: number): CacheNames[] {
  if (slots === undefined) return [cache(g, layer, shape, "")];
  return Array.from({ length: slots }, (_, slot) => cache(g, layer, shape, `.${slot}`));
}

function cache(g: Graph, layer: number, { kvHeads, headSize }: DecoderShape, slot: string): CacheNames {
  const dims = (length: string) => ["batch_size", kvHeads, `${length}${slot}`, headSize];
  const kinds = ["key", "value"];
  const past = kinds.map((kind) =>
    g.input(`past_key_values.${layer}.${kind}${slot}`, "float32", dims("past_sequence_length")),
  );
  const present = kinds.map((kind) =>
    g.output(`present.${layer}.${kind}${slot}`, "float32", dims("total_sequence_length")),
  );
  return { past, present };
}

/** The rows whose logits are asked for; 0 asks for all (a slice from -0). */
function lastRows(g: Graph, hidden: string): string {
  const start = g.op("Unsqueeze", [g.op("Neg", [g.input("num_logits_to_keep", "int64", [])]), "i_0"]);
  return g.op("Slice", [hidden, start, g.constant("to_end", int64s([Number.MAX_SAFE_INTEGER])), "i_1"]);
}

/** The rows whose places are asked for. */
function chosenRows(g: Graph, hidden: string): string {
  return g.op("Gather", [hidden, g.input(LOGIT_ROWS, "int64", ["num_logits"])], { axis: 1 });
}

/** Places of the tokens whose logits a packed graph gives. */
export const LOGIT_ROWS = "logit_rows";
