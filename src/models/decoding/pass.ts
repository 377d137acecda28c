/** A forward pass: what is read, and what comes of it. */
import type { Cache } from "./cache.ts";

/** Tokens to be read after those of a cache. */
export interface Read {
  readonly cache: Cache;
  readonly ids: readonly number[];
  /** The logits of that many of them are asked for, the last ones. */
  readonly rows: number;
}

export interface Pass {
  readonly cache: Cache;
  /** The logits of the last `rows` tokens, one vocabulary after the other; an engine writes the next pass's over them. */
  readonly logits: Float32Array;
  readonly vocabulary: number;
  /** Whether no other answer had a part in the pass. */
  readonly alone: boolean;
  /** Milliseconds between the asking and the answer that were spent on other answers. */
  readonly othersMs: number;
}

/** Kernels for a single row compute otherwise than those for several: no product has fewer rows. */
export const FEWEST_ROWS = 2;

/** One model's graph; see `openKvSession`. */
export interface KvSession {
  readonly empty: Cache;
  /** Conversations that one pass can read. */
  readonly slots: number;
  /** A copy for one answer alone, into which passes write where the graph can; the cache itself elsewhere. */
  own(cache: Cache, columns: number): Cache;
  /** Reads `ids` after the cache; gives the logits of the last `rows` of them. */
  run(cache: Cache, ids: readonly number[], rows: number): Promise<Pass>;
  /** Several reads in one pass, at most `slots`. */
  runTogether(reads: readonly Read[]): Promise<Pass[]>;
}

/** A lone token is read twice; the second one counts for nothing. */
export function filled(ids: readonly number[]): readonly number[] {
  return ids.length < FEWEST_ROWS ? [...ids, ...ids] : ids;
}
