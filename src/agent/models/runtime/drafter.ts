/** Guesses the next tokens of an answer from what has been read and written. */

/** Guesses, and how many tokens in a row had agreed before them. */
export interface Draft {
  readonly tokens: readonly number[];
  readonly matched: number;
}

/** Runs longer than this count as this long. */
const LONGEST = 32;
/** Earlier places that are compared, latest first. */
const COMPARED = 64;
/** Tokens that an edit may take out before the copy goes on. */
const SKIPPED = 24;

/**
 * Follows the place that the answer is a copy of. Each token costs a bounded number of steps: earlier places of the
 * last token are chained, and the one with the longest common run leads.
 */
export class Drafter {
  readonly #tokens: number[] = [];
  /** The place before with the same token, -1 for none. */
  readonly #earlier: number[] = [];
  readonly #latest = new Map<number, number>();
  /** Where the next token is copied from, after a run of `#matched` tokens; -1 for nowhere. */
  #source = -1;
  #matched = 0;

  /** Adds tokens of the prompt, then of the answer, in order. */
  push(tokens: Iterable<number>): void {
    for (const token of tokens) this.#add(token);
  }

  /** How many tokens in a row agree with the place that guesses come from; 0 right after an edit. */
  matched(): number {
    return this.#matched;
  }

  /** At most `count` tokens that followed that place; none where there is none. */
  draft(count: number): number[] {
    return this.#source < 0 || count <= 0 ? [] : this.#tokens.slice(this.#source, this.#source + count);
  }

  #add(token: number): void {
    const at = this.#tokens.length;
    this.#earlier.push(this.#latest.get(token) ?? -1);
    this.#tokens.push(token);
    this.#latest.set(token, at);
    const expected = this.#source;
    if (expected >= 0 && this.#tokens[expected] === token) this.#follow(expected + 1, this.#matched + 1);
    else this.#realign(expected, at);
  }

  /** The place with the longest run; of equal runs the one nearest after the old place, else the latest. */
  #realign(expected: number, at: number): void {
    let [best, run] = [-1, 0];
    let place = this.#earlier[at] as number;
    for (let step = 0; step < COMPARED && place >= 0; step++) {
      const found = this.#runEnding(place, at);
      if (found > run || (found === run && isNear(place, expected))) [best, run] = [place, found];
      place = this.#earlier[place] as number;
    }
    if (best >= 0) this.#follow(best + 1, run);
    // A token that was never seen: the copy goes on behind the one that it replaced.
    else if (expected >= 0 && expected + 1 < at) this.#follow(expected + 1, 0);
    else this.#follow(-1, 0);
  }

  #follow(source: number, matched: number): void {
    this.#source = source;
    this.#matched = Math.min(LONGEST, matched);
    if (matched < LONGEST && matched > 0) this.#preferLonger();
  }

  /** A place that continues a longer run than the one followed takes over. */
  #preferLonger(): void {
    const at = this.#tokens.length - 1;
    let place = this.#earlier[at] as number;
    for (let step = 0; step < COMPARED && place >= 0; step++) {
      const run = this.#runEnding(place, at);
      if (run > this.#matched) [this.#source, this.#matched] = [place + 1, run];
      place = this.#earlier[place] as number;
    }
  }

  #runEnding(place: number, at: number): number {
    let run = 0;
    while (run < LONGEST && run <= place && this.#tokens[place - run] === this.#tokens[at - run]) run++;
    return run;
  }
}

function isNear(place: number, expected: number): boolean {
  return expected >= 0 && place >= expected && place < expected + SKIPPED;
}
