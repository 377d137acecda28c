/** Caches of earlier calls: a prompt that begins like one of them is read from where they part. */
import { type Cache, cropCache } from "./cache.ts";

/** Conversations kept: enough for a task that is judged while the next one is worked on. */
const KEPT = 3;
/** Bytes that all but the newest may take together. */
const KEPT_BYTES = 64 * 2 ** 20;

interface Entry {
  readonly ids: readonly number[];
  readonly cache: Cache;
}

/** Most recently used last. */
export interface PrefixStore {
  /** The cache of the longest beginning of `ids` that is known, of at most all tokens but the last; `empty` if none. */
  find(ids: readonly number[], empty: Cache): Cache;
  /** Keeps the cache of these tokens; one that it continues goes. */
  keep(ids: readonly number[], cache: Cache): void;
}

export function createPrefixStore(): PrefixStore {
  const entries: Entry[] = [];
  return {
    find: (ids, empty) => {
      let [best, length]: [Entry | undefined, number] = [undefined, 0];
      for (const entry of entries) {
        const common = Math.min(commonLength(entry.ids, ids), ids.length - 1, entry.cache.length);
        if (common > length) [best, length] = [entry, common];
      }
      return best === undefined ? empty : cropCache(best.cache, length);
    },
    keep: (ids, cache) => {
      const continued = entries.findIndex((entry) => commonLength(entry.ids, ids) === entry.ids.length);
      if (continued >= 0) entries.splice(continued, 1);
      entries.push({ ids: ids.slice(0, cache.length), cache: cropCache(cache, cache.length) });
      while (entries.length > 1 && (entries.length > KEPT || bytesOf(entries.slice(0, -1)) > KEPT_BYTES))
        entries.shift();
    },
  };
}

function bytesOf(entries: readonly Entry[]): number {
  const tensors = entries.flatMap(({ cache }) => Object.values(cache.tensors));
  return tensors.reduce((sum, tensor) => sum + tensor.data.byteLength, 0);
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const shorter = Math.min(a.length, b.length);
  let length = 0;
  while (length < shorter && a[length] === b[length]) length++;
  return length;
}
