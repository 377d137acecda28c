/** What a model has written in this run: answers repeat each other's turns of phrase, and a repair the one before it. */
import { TokenIndex } from "./token_index.ts";

/** Tokens that are looked into; twice as many are kept at most. */
const KEPT = 8000;

export interface EarlierAnswers {
  /** What may be looked into now; it stays as it is but for what is added behind. */
  index(): TokenIndex;
  add(tokens: readonly number[]): void;
}

export function createEarlierAnswers(): EarlierAnswers {
  let index = new TokenIndex();
  return {
    index: () => index,
    add: (tokens) => {
      if (index.length > 2 * KEPT) {
        const kept = index.slice(index.length - KEPT, index.length);
        index = new TokenIndex();
        for (const token of kept) index.add(token);
      }
      for (const token of tokens) index.add(token);
    },
  };
}
