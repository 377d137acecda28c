/**
 * A decoder without weights that repeats a block of its prompt: it answers with the last fenced block of code before the
 * first answer of the conversation, then ends. Every step goes the way of a real model (token ids in, logits and a
 * key-value cache out); the cache holds the tokens themselves.
 */
import { createGraph, floats, type Graph, int64s } from "./onnx.ts";
import type { Parts } from "./protobuf.ts";

export interface CopyTokens {
  readonly vocabSize: number;
  /** First token of an answer. */
  readonly answer: number;
  readonly fenceOpen: number;
  readonly fenceClose: number;
  readonly end: number;
}

const FAR = 1e9;
const CONFIDENT = 20;

/** The graph as an `.onnx` file: one layer, one head, head size 1. */
export function copyGraph(tokens: CopyTokens): Parts {
  const g = createGraph("copy");
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const keep = g.input("num_logits_to_keep", "int64", []);
  declareConstants(g, tokens);
  const seen = extendCache(g, ids);
  const { positions, queries } = indexPositions(g, ids, seen, keep);
  const next = nextToken(g, seen, positions, queries);
  g.output("logits", "float32", ["batch_size", "num_logits", tokens.vocabSize]);
  const values = g.constant("off_on", floats([0, CONFIDENT]));
  const depth = g.constant("depth", int64s([tokens.vocabSize]));
  g.op("OneHot", [next, depth, values], { axis: -1 }, { output: "logits" });
  return g.encode();
}

function declareConstants(g: Graph, tokens: CopyTokens): void {
  const scalars = { answer: tokens.answer, open: tokens.fenceOpen, close: tokens.fenceClose, end: tokens.end };
  for (const [name, value] of Object.entries(scalars)) g.constant(name, floats([value], []));
  for (const [name, value] of Object.entries({ minus_one: -1, far: FAR, zero: 0 })) {
    g.constant(name, floats([value], []));
  }
  for (const axis of [0, 1, 2]) g.constant(`axis_${axis}`, int64s([axis]));
  g.constant("axes_1_3", int64s([1, 3]));
  g.constant("i_0", int64s([0], []));
  g.constant("i_1", int64s([1], []));
  g.constant("to_end", int64s([Number.MAX_SAFE_INTEGER]));
}

/** Appends the new tokens to the cache; returns all of them, [batch, n] as floats. */
function extendCache(g: Graph, ids: string): string {
  const past = ["batch_size", 1, "past_sequence_length", 1];
  const present = ["batch_size", 1, "total_sequence_length", 1];
  const column = g.op("Unsqueeze", [g.op("Cast", [ids], { to: 1 }), "axes_1_3"]);
  for (const kind of ["key", "value"]) {
    g.input(`past_key_values.0.${kind}`, "float32", past);
    g.output(`present.0.${kind}`, "float32", present);
    g.op("Concat", [`past_key_values.0.${kind}`, column], { axis: 2 }, { output: `present.0.${kind}` });
  }
  return g.op("Squeeze", ["present.0.value", "axes_1_3"]);
}

/** Positions of all tokens [n], and of those whose next token is asked for, as a column [q, 1]. */
function indexPositions(g: Graph, ids: string, seen: string, keep: string) {
  const lengthOf = (tensor: string) => g.op("Gather", [g.op("Shape", [tensor]), "i_1"]);
  const total = lengthOf(seen);
  const range = g.op("Range", ["i_0", total, "i_1"]);
  const fresh = g.op("Unsqueeze", [g.op("Sub", [total, lengthOf(ids)]), "axis_0"]);
  const newest = g.op("Slice", [range, fresh, "to_end", "axis_0"]);
  // 0 keeps all rows: a slice from -0.
  const kept = g.op("Slice", [newest, g.op("Unsqueeze", [g.op("Neg", [keep]), "axis_0"]), "to_end", "axis_0"]);
  const asFloat = (tensor: string) => g.op("Cast", [tensor], { to: 1 });
  return { positions: asFloat(range), queries: g.op("Unsqueeze", [asFloat(kept), "axis_1"]) };
}

/** The token after each query, [batch, q] as int64. */
function nextToken(g: Graph, seen: string, positions: string, queries: string): string {
  const row = (tensor: string) => g.op("Unsqueeze", [tensor, "axis_1"]);
  const is = (name: string) => row(g.op("Equal", [seen, name]));
  const both = (a: string, b: string) => g.op("And", [a, b]);
  const last = (where: string) => reduce(g, "ReduceMax", g.op("Where", [where, positions, "minus_one"]));
  const first = (where: string) => reduce(g, "ReduceMin", g.op("Where", [where, positions, "far"]));
  const causal = g.op("LessOrEqual", [positions, queries]);
  const answers = both(is("answer"), causal);
  const firstAnswer = first(answers);
  const open = last(both(is("open"), g.op("Less", [positions, firstAnswer])));
  const close = first(both(is("close"), g.op("Greater", [positions, open])));
  // The answer's k-th token is the block's k-th.
  const source = g.op("Add", [open, g.op("Sub", [queries, last(answers)])]);
  const inBlock = both(g.op("LessOrEqual", [source, close]), g.op("Less", [source, firstAnswer]));
  const found = both(g.op("GreaterOrEqual", [open, "zero"]), both(inBlock, g.op("GreaterOrEqual", [source, open])));
  const flat = (tensor: string) => g.op("Squeeze", [tensor, "axis_2"]);
  const safe = g.op("Where", [found, source, "zero"]);
  const copied = g.op("GatherElements", [seen, g.op("Cast", [flat(safe)], { to: 7 })], { axis: 1 });
  return g.op("Cast", [g.op("Where", [flat(found), copied, "end"])], { to: 7 });
}

function reduce(g: Graph, type: "ReduceMax" | "ReduceMin", tensor: string): string {
  return g.op(type, [tensor], { axes: [2], keepdims: 1 });
}
