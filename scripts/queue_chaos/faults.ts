/** Which faults happen when: spread over the records of the run, in an order that the seed decides. */
export const FAULTS = ["worker-kills", "coordinator-kills", "redis-kills", "flushes", "stops", "cuts"] as const;
export type FaultKind = (typeof FAULTS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Happens when so many records are written. */
  readonly at: number;
}

export function scheduleOf(counts: Readonly<Record<FaultKind, number>>, records: number, seed: number): Fault[] {
  const kinds = FAULTS.flatMap((kind) => Array.from({ length: counts[kind] }, () => kind));
  const next = randomOf(seed);
  const shuffled = kinds.map((kind) => [next(), kind] as const).sort(([a], [b]) => a - b);
  // None at the very end: what a fault costs shows in the records after it.
  return shuffled.map(([, kind], index) => ({ kind, at: Math.floor(((index + 1) * records) / (kinds.length + 2)) }));
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
