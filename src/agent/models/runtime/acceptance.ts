/** How often guesses were right, by how long the run of tokens was that led to them. */

/** Runs of at least this many tokens count as one kind. */
const LONGEST_KIND = 8;
/** What is believed before anything was seen, and how many guesses that belief is worth. */
/** By the length of the run; 0 is a guess behind an edit. */
const PRIOR = [0.4, 0.4, 0.5, 0.65, 0.75, 0.8, 0.84, 0.88, 0.92] as const;
const PRIOR_WEIGHT = 10;
/** Older guesses fade: half of their weight is gone after as many newer ones. */
const FADE = 0.5 ** (1 / 200);

/** Learns over all answers of a model. */
export class Acceptance {
  readonly #tried = PRIOR.map(() => PRIOR_WEIGHT as number);
  readonly #right = PRIOR.map((share) => PRIOR_WEIGHT * share);

  /** Chance that the next guess is right after a run of `matched` tokens. */
  chance(matched: number): number {
    const kind = kindOf(matched);
    return (this.#right[kind] as number) / (this.#tried[kind] as number);
  }

  /** Tells of a draft: the guesses that were right, and the one that was not, where one was tried. */
  learn(matched: number, right: number, wrong: number): void {
    const kind = kindOf(matched);
    const fade = FADE ** (right + wrong);
    this.#tried[kind] = (this.#tried[kind] as number) * fade + right + wrong;
    this.#right[kind] = (this.#right[kind] as number) * fade + right;
  }
}

function kindOf(matched: number): number {
  return Math.min(LONGEST_KIND, matched);
}
