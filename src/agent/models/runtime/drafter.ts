/** Guesses the next tokens of an answer from what has been read and written. */

/** Longest run of last tokens that is looked up. */
const LONGEST = 4;

/** Where each run of 1 to `LONGEST` tokens last ended; one step per token. */
export class Drafter {
  readonly #tokens: number[] = [];
  readonly #ends = new Map<string, number>();

  /** Adds tokens of the prompt, then of the answer, in order. */
  push(tokens: Iterable<number>): void {
    for (const token of tokens) {
      // The newest run has no continuation yet: it is entered once it has one.
      this.#enter();
      this.#tokens.push(token);
    }
  }

  /** At most `count` tokens that followed the longest run of last tokens seen before; empty where there is none. */
  draft(count: number): number[] {
    for (let length = LONGEST; length > 0; length--) {
      const end = this.#ends.get(this.#key(length));
      if (end !== undefined) return this.#tokens.slice(end, end + count);
    }
    return [];
  }

  #enter(): void {
    for (let length = Math.min(LONGEST, this.#tokens.length); length > 0; length--) {
      this.#ends.set(this.#key(length), this.#tokens.length);
    }
  }

  #key(length: number): string {
    return this.#tokens.slice(-length).join(" ");
  }
}
