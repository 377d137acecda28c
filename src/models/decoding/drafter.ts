/** Drafts the next tokens of an answer from what has been read and written: prompt lookup. */
import { TokenIndex } from "./token_index.ts";

/** Drafted tokens, and how many tokens in a row had agreed before them. */
export interface Draft {
  readonly tokens: readonly number[];
  readonly matched: number;
}

/** Runs longer than this count as this long. */
const LONGEST = 32;
/** Earlier places of a token that are compared, latest first. */
const COMPARED = 64;
/** A run of this length is no accident: here the answer stands. */
const SURE = 6;
/** What a template writes before each answer is at least this long. */
const ROLE = 3;
/** An edit takes out at most this many tokens: a few lines, or a docstring. */
const SKIPPED = 64;
/** A lone token that comes again within this distance is where the copy goes on; farther off it is an accident. */
const CLOSE = 8;
/** By how much a run elsewhere must be longer to lead away from the program. */
const LEAD = 1;
/** A run in an earlier answer counts as so much shorter: what stands in the prompt is nearer. */
const FARTHER = 1;

/** A place whose last `run` tokens are the last ones written. */
interface Place {
  readonly at: number;
  readonly run: number;
}
const NOWHERE: Place = { at: -1, run: 0 };

/**
 * Follows the place that the answer is a copy of. In order of trust: the token that comes next in the copy; behind an
 * edit, the nearest place where the copy goes on, then the longest run of tokens found anywhere, then the place behind
 * the token that was replaced. Each token costs a bounded number of steps. Places count from the earlier answers on.
 */
export class Drafter {
  readonly #earlier: TokenIndex;
  /** Tokens of earlier answers when this one began; the conversation's own stand behind them. */
  readonly #base: number;
  readonly #own = new TokenIndex();
  /** Where the next token is copied from, after a run of `#matched` tokens; -1 for nowhere. */
  #source = -1;
  #matched = 0;
  /** What came next in the copy when its place was last sure; the search behind an edit begins here. */
  #home = -1;

  /** @param earlier answers to look into besides the conversation; what is added later is not seen */
  constructor(earlier = new TokenIndex()) {
    this.#earlier = earlier;
    this.#base = earlier.length;
  }

  /** Adds tokens of the prompt, then of the answer, in order. */
  push(tokens: Iterable<number>): void {
    for (const token of tokens) this.#add(token);
  }

  /**
   * Tells, once the prompt is read, that the answer begins like the last text of the prompt that begins with `opening`.
   * An answer that was opened in the same way before is the better draft, and stays it.
   */
  expect(opening: readonly number[]): void {
    if (opening.length === 0 || this.#matched >= ROLE) return;
    const place = this.#lastPlace(opening);
    if (place >= 0) [this.#source, this.#matched, this.#home] = [place, 0, place];
  }

  /** How many tokens in a row agree with the place that drafts come from; 0 right after an edit. */
  matched(): number {
    return this.#matched;
  }

  /** At most `count` tokens that followed that place; none where there is none. */
  draft(count: number): number[] {
    if (this.#source < 0 || count <= 0) return [];
    const [from, to] = [this.#source - this.#base, this.#source - this.#base + count];
    return from >= 0
      ? this.#own.slice(from, to)
      : this.#earlier.slice(this.#source, Math.min(this.#base, to + this.#base));
  }

  #add(token: number): void {
    const at = this.#base + this.#own.length;
    this.#own.add(token);
    const expected = this.#source;
    if (expected >= 0 && this.#tokenAt(expected) === token) this.#keepOn({ at: expected, run: this.#matched + 1 }, at);
    else this.#realign(expected, at);
  }

  /** Stays with the copy, unless the last tokens are the end of a longer run elsewhere. */
  #keepOn(copy: Place, at: number): void {
    const far = copy.run < LONGEST ? this.#longest(at) : NOWHERE;
    this.#follow(far.run > copy.run + LEAD ? far : copy);
  }

  #realign(expected: number, at: number): void {
    const [near, far] = [this.#nearest(at), this.#longest(at)];
    if (near.run > 0 && far.run <= near.run + LEAD) this.#follow(near);
    // A lone token elsewhere is believed only where nothing else is known.
    else if (far.run > 1 || expected < 0 || expected + 1 >= at) this.#follow(far);
    else this.#follow({ at: expected, run: 0 });
  }

  #follow({ at, run }: Place): void {
    this.#source = at < 0 ? -1 : at + 1;
    this.#matched = Math.min(LONGEST, run);
    if (run >= SURE) this.#home = this.#source;
  }

  /** Of the longest runs within reach of the place that was sure the first. */
  #nearest(at: number): Place {
    let best = NOWHERE;
    if (this.#home < 0) return best;
    for (let place = this.#home; place < Math.min(at, this.#home + SKIPPED); place++) {
      const run = this.#runEnding(place, at);
      if (run > best.run && (run > 1 || place <= this.#home + CLOSE)) best = { at: place, run };
    }
    return best;
  }

  /** Of the longest runs anywhere the last. */
  #longest(at: number): Place {
    let best = NOWHERE;
    for (const own of this.#own.placesBefore(at - this.#base, COMPARED)) {
      const run = this.#runEnding(own + this.#base, at);
      if (run > best.run) best = { at: own + this.#base, run };
    }
    for (const place of this.#earlier.placesOf(this.#tokenAt(at), this.#base, COMPARED)) {
      const run = this.#runEnding(place, at) - FARTHER;
      if (run > best.run) best = { at: place, run };
    }
    return best;
  }

  #lastPlace(text: readonly number[]): number {
    const [first] = text as [number];
    for (const place of this.#own.placesOf(first, this.#own.length, Number.POSITIVE_INFINITY))
      if (text.every((token, index) => this.#own.at(place + index) === token)) return place + this.#base;
    return -1;
  }

  #runEnding(place: number, at: number): number {
    const most = Math.min(LONGEST, 1 + place - (place < this.#base ? 0 : this.#base), 1 + at - this.#base);
    let run = 0;
    while (run < most && this.#tokenAt(place - run) === this.#tokenAt(at - run)) run++;
    return run;
  }

  #tokenAt(place: number): number | undefined {
    return place < this.#base ? this.#earlier.at(place) : this.#own.at(place - this.#base);
  }
}
