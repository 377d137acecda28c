import { expect, test } from "vitest";
import { type Cache, rawTensor } from "../../../src/models/decoding/cache.ts";
import { createPrefixStore, type PrefixStore } from "../../../src/models/decoding/prefix_store.ts";

/** The cache of these tokens in a graph whose only key is the token itself: 4 bytes a token. */
function cacheOf(ids: readonly number[]): Cache {
  const key = rawTensor("float32", Float32Array.from(ids), [1, 1, ids.length, 1]);
  return { tensors: { "past_key_values.0.key": key }, length: ids.length };
}

const EMPTY = cacheOf([]);
const SYSTEM = [1, 2, 3, 4];

function keepIn(store: PrefixStore, ids: readonly number[]): void {
  store.keep(ids, cacheOf(ids));
}

/** The tokens that need not be read again. */
function known(store: PrefixStore, ids: readonly number[]): number[] {
  const { tensors, length } = store.find(ids, EMPTY);
  expect(tensors["past_key_values.0.key"]?.dims[2]).toBe(length);
  return [...(tensors["past_key_values.0.key"]?.data ?? [])];
}

test("the longest beginning that is known is found, but never the whole prompt", () => {
  const store = createPrefixStore(3, 2 ** 20);
  keepIn(store, [1, 2, 3, 4, 5]);
  keepIn(store, [1, 2, 9, 9, 9]);
  expect(known(store, [1, 2, 3, 4, 8])).toEqual([1, 2, 3, 4]);
  expect(known(store, [1, 2, 9])).toEqual([1, 2]);
  expect(known(store, [1, 2, 3, 4, 5])).toEqual([1, 2, 3, 4]);
  expect(known(store, [7, 1, 2])).toEqual([]);
});

test("a conversation takes the place of its own beginnings", () => {
  const store = createPrefixStore(2, 2 ** 20);
  keepIn(store, [5, 6]);
  keepIn(store, [1, 2]);
  keepIn(store, [1, 2, 3]);
  keepIn(store, [1, 2, 3, 4]);
  expect(known(store, [5, 6, 7])).toEqual([5, 6]);
  expect(known(store, [1, 2, 3, 4, 5])).toEqual([1, 2, 3, 4]);
});

test("a conversation that is used stays; the one whose use is longest ago goes", () => {
  const store = createPrefixStore(2, 2 ** 20);
  keepIn(store, [1, 1, 1]);
  keepIn(store, [2, 2, 2]);
  expect(known(store, [1, 1, 1, 1])).toEqual([1, 1, 1]);
  keepIn(store, [3, 3, 3]);
  expect(known(store, [1, 1, 1, 1])).toEqual([1, 1, 1]);
  expect(known(store, [2, 2, 2, 2])).toEqual([]);
});

test("what all tasks begin with outlasts conversations of another kind", () => {
  const store = createPrefixStore(2, 2 ** 20);
  keepIn(store, [...SYSTEM, 5]);
  for (let other = 100; other < 110; other++) {
    expect(known(store, [...SYSTEM, other])).toEqual(SYSTEM);
    keepIn(store, [other, other, other]);
  }
});

test("one conversation stays whatever its size; the others go when they are too large together", () => {
  const store = createPrefixStore(9, 40);
  const long = Array.from({ length: 100 }, (_, index) => index);
  for (const first of [201, 202, 203]) keepIn(store, [first, 1, 2, 3, 4]);
  keepIn(store, long);
  // Ten tokens of 4 bytes have room beside it.
  expect([201, 202, 203].map((first) => known(store, [first, 1, 2, 3, 4, 5]).length)).toEqual([0, 5, 5]);
  expect(known(store, [...long, 100])).toEqual(long);
  keepIn(store, [204, 1]);
  expect(known(store, [...long, 100])).toEqual([]);
  expect(known(store, [204, 1, 2])).toEqual([204, 1]);
});
