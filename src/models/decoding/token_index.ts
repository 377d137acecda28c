/** Tokens in a row, and where each stood before. */
export class TokenIndex {
  readonly #tokens: number[] = [];
  /** The place before with the same token, -1 for none. */
  readonly #previous: number[] = [];
  readonly #latest = new Map<number, number>();

  get length(): number {
    return this.#tokens.length;
  }

  at(place: number): number | undefined {
    return this.#tokens[place];
  }

  add(token: number): void {
    this.#previous.push(this.#latest.get(token) ?? -1);
    this.#latest.set(token, this.#tokens.length);
    this.#tokens.push(token);
  }

  slice(from: number, to: number): number[] {
    return this.#tokens.slice(from, to);
  }

  /** At most `most` places of a token before `end`, the latest first. */
  *placesOf(token: number | undefined, end: number, most: number): Generator<number> {
    let place = this.#latest.get(token ?? -1) ?? -1;
    for (let found = 0; found < most && place >= 0; place = this.#previous[place] as number) {
      if (place >= end) continue;
      found += 1;
      yield place;
    }
  }

  /** At most `most` earlier places of the token that stands at `place`, the latest first. */
  *placesBefore(place: number, most: number): Generator<number> {
    let earlier = this.#previous[place] as number;
    for (let found = 0; found < most && earlier >= 0; found++) {
      yield earlier;
      earlier = this.#previous[earlier] as number;
    }
  }
}
