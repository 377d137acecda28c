/** The decoder of `decoderGraph` in Qwen2's shape, computed plainly in double precision. */
import { NORM_EPSILON, type RandomShape, ROPE_THETA } from "../../../src/models/graph/random_model.ts";
import { indices } from "./passes.ts";
import type { Weights } from "./weights.ts";

type Row = readonly number[];
type ReferenceShape = RandomShape & { readonly vocab: number };

/** Logits behind each of the tokens. */
export function referenceLogits(shape: ReferenceShape, weights: Weights, ids: readonly number[]): Float32Array[] {
  const table = weights.table("embed");
  let rows: Row[] = ids.map((id) => [...table.subarray(id * shape.hidden, (id + 1) * shape.hidden)]);
  for (const layer of indices(shape.layers)) rows = decoderLayer(shape, weights, `layers.${layer}`, rows);
  const head = weights.head(shape.hidden, shape.vocab);
  const scale = weights.vector("final_norm");
  return rows.map((row) => Float32Array.from(product(norm(row, scale), head, shape.vocab)));
}

function decoderLayer(shape: ReferenceShape, weights: Weights, layer: string, rows: readonly Row[]): Row[] {
  const { hidden, intermediate } = shape;
  const linear = (name: string, from: number, to: number) => {
    const weight = weights.linear(`${layer}.${name}`, from, to);
    return (row: Row) => product(row, weight, to);
  };
  const attended = attention(
    shape,
    weights,
    layer,
    rows.map((row) => norm(row, weights.vector(`${layer}.attention_norm`))),
  );
  const output = linear("output", hidden, hidden);
  const middle = rows.map((row, at) => sum(row, output(attended[at] ?? [])));
  const [gate, up] = [linear("gate", hidden, intermediate), linear("up", hidden, intermediate)];
  const down = linear("down", intermediate, hidden);
  return middle.map((row) => {
    const normed = norm(row, weights.vector(`${layer}.mlp_norm`));
    const raised = up(normed);
    return sum(row, down(gate(normed).map((x, at) => (x / (1 + Math.exp(-x))) * (raised[at] ?? 0))));
  });
}

function attention(shape: ReferenceShape, weights: Weights, layer: string, rows: readonly Row[]): Row[] {
  const { hidden, heads, kvHeads } = shape;
  const size = hidden / heads;
  const part = (name: string, count: number) => {
    const weight = weights.linear(`${layer}.${name}`, hidden, count * size);
    const bias = [...weights.vector(`${layer}.${name}.bias`)];
    return rows.map((row) => sum(product(row, weight, count * size), bias));
  };
  const headOf = (row: Row | undefined, head: number) => row?.slice(head * size, (head + 1) * size) ?? [];
  const [queries, keys, values] = [part("query", heads), part("key", kvHeads), part("value", kvHeads)];
  return queries.map((query, position) =>
    indices(heads).flatMap((head) => {
      const shared = Math.floor(head / (heads / kvHeads));
      const turnedQuery = turned(headOf(query, head), position);
      const scores = keys
        .slice(0, position + 1)
        .map((key, at) => dot(turnedQuery, turned(headOf(key, shared), at)) / Math.sqrt(size));
      const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
      const total = powers.reduce((a, b) => a + b);
      return powers.map((power, at) => headOf(values[at], shared).map((x) => (x * power) / total)).reduce(sum);
    }),
  );
}

/** Rotary position: the first half of a head is turned against its second half. */
function turned(head: Row, position: number): Row {
  const half = head.length / 2;
  const angle = (i: number) => position / ROPE_THETA ** (i / half);
  const [cos, sin] = [(i: number) => Math.cos(angle(i)), (i: number) => Math.sin(angle(i))];
  const [first, second] = [head.slice(0, half), head.slice(half)];
  return [
    ...first.map((x, i) => x * cos(i) - (second[i] ?? 0) * sin(i)),
    ...second.map((x, i) => x * cos(i) + (first[i] ?? 0) * sin(i)),
  ];
}

function norm(row: Row, scale: Float64Array): Row {
  const factor = 1 / Math.sqrt(dot(row, row) / row.length + NORM_EPSILON);
  return row.map((x, at) => x * factor * (scale[at] ?? 0));
}

/** A row times a [from, to] matrix. */
function product(row: Row, weight: Float64Array, to: number): number[] {
  return indices(to).map((column) => row.reduce((all, x, at) => all + x * (weight[at * to + column] ?? 0), 0));
}

function sum(a: Row, b: Row): number[] {
  return a.map((x, at) => x + (b[at] ?? 0));
}

function dot(a: Row, b: Row): number {
  return a.reduce((all, x, at) => all + x * (b[at] ?? 0), 0);
}
