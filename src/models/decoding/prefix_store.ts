/** Caches of earlier calls: a prompt that begins like one of them is read from where they part. */
import { type Cache, cropCache } from "./cache.ts";

interface Entry {
  readonly ids: readonly number[];
  readonly cache: Cache;
}

/** Of more conversations than there is room for, the one goes whose use is longest ago. */
export interface PrefixStore {
  /**
   * The cache of the longest beginning of `ids` that is known, of at most all tokens but the last; `empty` if none. That
   * is a use: what all conversations begin with stays, for it is found by each.
   */
  find(ids: readonly number[], empty: Cache): Cache;
  /** Keeps the cache of these tokens; those that they continue go. */
  keep(ids: readonly number[], cache: Cache): void;
}

/**
 * @param kept conversations
 * @param bytes that all but the one used last may take together
 */
export function createPrefixStore(kept: number, bytes: number): PrefixStore {
  /** The one used last stands last. */
  let entries: readonly Entry[] = [];
  const use = (entry: Entry): void => {
    entries = [...entries.filter((other) => other !== entry), entry];
  };
  return {
    find: (ids, empty) => {
      let [best, length]: [Entry | undefined, number] = [undefined, 1];
      for (const entry of entries) {
        const common = Math.min(commonLength(entry.ids, ids), ids.length - 1);
        if (common >= length) [best, length] = [entry, common];
      }
      if (best === undefined) return empty;
      use(best);
      return cropCache(best.cache, length);
    },
    keep: (ids, cache) => {
      entries = entries.filter((entry) => commonLength(entry.ids, ids) < entry.ids.length);
      use({ ids: ids.slice(0, cache.length), cache: cropCache(cache, cache.length) });
      while (entries.length > kept || bytesOf(entries.slice(0, -1)) > bytes) entries = entries.slice(1);
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
