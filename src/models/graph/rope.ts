/** Rotary positions: how far each pair of a head's numbers is turned at each place. */

export interface Rope {
  readonly theta: number;
  /** How longer contexts than the trained one are reached; undefined: not. */
  readonly scaling?: LinearScaling | Llama3Scaling | FactorScaling;
}

/** All frequencies divided by one factor. */
export interface LinearScaling {
  readonly kind: "linear";
  readonly factor: number;
}

/** Llama 3.1: low frequencies divided, high ones kept, those in between blended (Meta's `apply_scaling`). */
export interface Llama3Scaling {
  readonly kind: "llama3";
  readonly factor: number;
  readonly lowFactor: number;
  readonly highFactor: number;
  /** Tokens of the trained context. */
  readonly trained: number;
}

/** A divisor for each frequency, as GGUF stores what it was converted from (`rope_freqs.weight`). */
export interface FactorScaling {
  readonly kind: "factors";
  readonly factors: readonly number[];
}

/** Cosines and sines, [positions, head size / 2]. */
export function rotaryTables(rope: Rope, headSize: number, positions: number) {
  const half = headSize / 2;
  const frequencies = Array.from({ length: half }, (_, i) => scaled(rope, rope.theta ** -(i / half), i));
  const table = (f: (angle: number) => number): Float32Array => {
    const values = new Float32Array(positions * half);
    for (let at = 0; at < values.length; at++) values[at] = f(Math.floor(at / half) * (frequencies[at % half] ?? 0));
    return values;
  };
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

function scaled({ scaling }: Rope, frequency: number, index: number): number {
  if (scaling === undefined) return frequency;
  if (scaling.kind === "linear") return frequency / scaling.factor;
  if (scaling.kind === "factors") return frequency / (scaling.factors[index] ?? 1);
  const { factor, lowFactor, highFactor, trained } = scaling;
  const waves = (trained * frequency) / (2 * Math.PI);
  const share = Math.min(1, Math.max(0, (waves - lowFactor) / (highFactor - lowFactor)));
  return (1 - share) * (frequency / factor) + share * frequency;
}
