/** The two ways in which exported graphs compute attention. */
import { floats, type Graph, int64s } from "./onnx.ts";

export interface Heads {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
}

/** A layer's cache, as names of [key, value]. */
export interface CacheNames {
  readonly past: readonly string[];
  readonly present: readonly string[];
}

/** Adds one layer's attention over turned queries and keys, each [batch, new tokens, heads × head size]. */
export type Mix = (query: string, key: string, value: string, caches: readonly CacheNames[]) => string;

/** Adds what all layers share, made of the inputs `ids` and `mask`. */
export type Attention = (g: Graph, heads: Heads, ids: string, mask: string) => Mix;

/** Added to the attention of a masked token: small enough to vanish, not so small as to become NaN in sums. */
const MASKED = -1e9;

/**
 * One operator of onnxruntime's, fed as its makers' own exports feed it: how long each row's cache is follows from the
 * ones in its mask, so that a roll-back is free. In batches it takes several new tokens only where there is no past.
 */
const grouped: Attention = (g, { heads, kvHeads }, ids, mask) => {
  const seen = g.op("ReduceSum", [mask, "i_1"], { keepdims: 0 });
  // Of each row, its newest token's place.
  const lastIndex = g.op("Cast", [g.op("Sub", [seen, "i_1"])], { to: 6 });
  const total = g.op("Squeeze", [g.op("Cast", [sizes(g, ids, mask).total], { to: 6 })]);
  const sizesOfHeads = { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 0 };
  return (query, key, value, [cache]) => {
    const { past, present } = cache as CacheNames;
    const inputs = [query, key, value, ...past, lastIndex, total];
    return g.op("GroupQueryAttention", inputs, sizesOfHeads, { domain: "com.microsoft", moreOutputs: present });
  };
};

/** Inputs of a graph that reads several conversations in one row. */
export const PACKED = { splits: "splits", last: "last_index", total: "total_length" } as const;

/**
 * Several conversations as one row of tokens: all products take the rows of all of them, and each conversation has an
 * attention of its own, the operator and the numbers that it would have alone. So nothing is padded, and no bit depends
 * on who else is there.
 */
export function packed(slots: number): Attention {
  return (g, { heads, kvHeads }) => {
    const each = Array.from({ length: slots }, (_, slot) => slot);
    g.input(PACKED.splits, "int64", [slots]);
    const lengths = each.map((slot) => [
      g.input(`${PACKED.last}.${slot}`, "int32", [1]),
      g.input(`${PACKED.total}.${slot}`, "int32", []),
    ]);
    const sizesOfHeads = { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 0 };
    const split = (tensor: string): string[] => {
      const moreOutputs = each.slice(1).map((slot) => `${tensor}:${slot}`);
      return [g.op("Split", [tensor, PACKED.splits], { axis: 1 }, { moreOutputs }), ...moreOutputs];
    };
    return (query, key, value, caches) => {
      const parts = [query, key, value].map(split);
      const mixed = each.map((slot) => {
        const { past, present } = caches[slot] as CacheNames;
        const inputs = [...parts.map((part) => part[slot] ?? ""), ...past, ...(lengths[slot] ?? [])];
        return g.op("GroupQueryAttention", inputs, sizesOfHeads, { domain: "com.microsoft", moreOutputs: present });
      });
      return g.op("Concat", mixed, { axis: 1 });
    };
  };
}

/**
 * Standard operators only: any batch, any number of new tokens behind any past, and a mask with zeros anywhere. A token
 * that may see nothing sees all tokens alike. The query heads of one key head stand one behind the other as if they were
 * more tokens, so that the cache is never repeated.
 */
const plain: Attention = (g, { heads, kvHeads, headSize }, ids, mask) => {
  const group = heads / kvHeads;
  const bias = g.op("Concat", Array<string>(group).fill(causalPenalty(g, ids, mask)), { axis: 2 });
  g.constant("scale", floats([1 / Math.sqrt(headSize)], []));
  g.constant("split_query", int64s([0, 0, kvHeads, group, headSize]));
  g.constant("split_cache", int64s([0, 0, kvHeads, headSize]));
  g.constant("stack", int64s([0, 0, -1, headSize]));
  g.constant("unstack", int64s([0, 0, group, -1, headSize]));
  g.constant("join", int64s([0, 0, heads * headSize]));
  const shaped = (tensor: string, shape: string, perm: readonly number[]) =>
    g.op("Transpose", [g.op("Reshape", [tensor, shape])], { perm });
  return (query, key, value, [cache]) => {
    const { past, present } = cache as CacheNames;
    const scaled = g.op("Mul", [query, "scale"]);
    const stacked = g.op("Reshape", [shaped(scaled, "split_query", [0, 2, 3, 1, 4]), "stack"]);
    const [keys = "", values = ""] = [key, value].map((fresh, at) =>
      g.op(
        "Concat",
        [past[at] ?? "", shaped(fresh, "split_cache", [0, 2, 1, 3])],
        {
          axis: 2,
        },
        { output: present[at] ?? "" },
      ),
    );
    const scores = g.op("MatMul", [stacked, g.op("Transpose", [keys], { perm: [0, 1, 3, 2] })]);
    const shares = g.op("Softmax", [g.op("Add", [scores, bias])], { axis: -1 });
    const mixed = shaped(g.op("MatMul", [shares, values]), "unstack", [0, 3, 1, 2, 4]);
    return g.op("Reshape", [mixed, "join"]);
  };
};

/** By name; `plain` is what exports without onnxruntime's own operators have. */
export const ATTENTIONS = { grouped, plain } as const;
export type AttentionName = keyof typeof ATTENTIONS;

/** Batch, new tokens, and tokens in all; int64 [1] each. */
function sizes(g: Graph, ids: string, mask: string) {
  const shape = g.op("Shape", [ids]);
  const [batch, fresh] = [g.op("Gather", [shape, "i_0"]), g.op("Gather", [shape, "i_1"])];
  return { batch, fresh, total: g.op("Gather", [g.op("Shape", [mask]), "i_1"]) };
}

/** [batch, tokens] → [batch, 1, 1, tokens]. */
function unsqueezed(g: Graph, mask: string): string {
  return g.op("Unsqueeze", [mask, g.constant("axes_1_2", int64s([1, 2]))]);
}

/** 1 where a token may be seen → 0, and 0 → `MASKED`. */
function penaltyOf(g: Graph, seen: string): string {
  const missing = g.op("Sub", [g.constant("f_1", floats([1])), seen]);
  return g.op("Mul", [missing, g.constant("masked", floats([MASKED]))]);
}

/** Which token sees which, by index and mask: float32 [batch, 1, new tokens, all tokens]. */
function causalPenalty(g: Graph, ids: string, mask: string): string {
  const { fresh, total } = sizes(g, ids, mask);
  const scalars = [g.constant("from_0", int64s([0], [])), g.constant("step_1", int64s([1], []))] as const;
  const all = g.op("Range", [scalars[0], g.op("Squeeze", [total]), scalars[1]]);
  const newest = g.op("Slice", [all, g.op("Sub", [total, fresh]), total]);
  const causal = g.op("LessOrEqual", [all, g.op("Unsqueeze", [newest, "i_1"])]);
  const seen = g.op("And", [causal, g.op("Cast", [unsqueezed(g, mask)], { to: 9 })]);
  return penaltyOf(g, g.op("Cast", [seen], { to: 1 }));
}
