/** How often drafted tokens were accepted, by how long the run of tokens was that led to them. */

/**
 * What is believed of a drafted token before any was tried, by the length of the run; 0 is behind an edit. Shares in
 * forced runs over the sample tasks and `scripts/search_corpus` (mistake to right version, with and
 * without docstring, second attempts, renamed variables), each kind of text with the same weight.
 */
const PRIOR = [0.29, 0.92, 0.88, 0.86, 0.86, 0.93, 0.95, 0.94, 0.96] as const;
/** How many drafted tokens that belief is worth. */
const PRIOR_WEIGHT = 10;
/** Older drafts fade: half of their weight is gone after as many newer tokens. */
const FADE = 0.5 ** (1 / 200);

/** Learns over all answers of a model. */
export class Acceptance {
  readonly #tried = PRIOR.map(() => 0);
  readonly #right = PRIOR.map(() => 0);

  /** Chance that the next drafted token is accepted after a run of `matched` tokens. */
  chance(matched: number): number {
    const kind = kindOf(matched);
    const believed = PRIOR_WEIGHT * (PRIOR[kind] as number);
    return (believed + (this.#right[kind] as number)) / (PRIOR_WEIGHT + (this.#tried[kind] as number));
  }

  /**
   * Tells of a draft: the tokens that were accepted, and the one that was not, where one was tried. A pass without
   * a draft counts too: what is no longer tried is forgotten, so that it comes to be tried again.
   */
  learn(matched: number, right: number, wrong: number): void {
    const kind = kindOf(matched);
    const fade = FADE ** Math.max(1, right + wrong);
    this.#tried[kind] = (this.#tried[kind] as number) * fade + right + wrong;
    this.#right[kind] = (this.#right[kind] as number) * fade + right;
  }
}

/** Runs of at least as many tokens as the longest here count as one kind. */
function kindOf(matched: number): number {
  return Math.min(PRIOR.length - 1, matched);
}
