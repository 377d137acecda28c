/** Drawing a token from logits: temperature, nucleus, and a generator with a seed. */

/** Uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * sfc32, Chris Doty-Humphrey's small fast counting generator (PractRand), seeded with both halves of the number.
 * Equal seeds give equal sequences.
 */
export function seededRandom(seed: number): Random {
  let a = seed >>> 0;
  let b = Math.floor(seed / 2 ** 32) >>> 0;
  let c = 0x9e3779b9;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // The first outputs still show the seed.
  for (let i = 0; i < 16; i++) next();
  return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
}

/** Index of the largest number, the first one of equals. */
export function argmax(logits: Float32Array): number {
  let best = 0;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i] as number;
    if (value > max) {
      max = value;
      best = i;
    }
  }
  return best;
}

/** exp((logit − max) / temperature) for each token: probabilities but for their sum. */
function weightsOf(logits: Float32Array, temperature: number): { weights: Float64Array; sum: number } {
  const max = logits[argmax(logits)] as number;
  const weights = new Float64Array(logits.length);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const weight = Math.exp(((logits[i] as number) - max) / temperature);
    weights[i] = weight;
    sum += weight;
  }
  return { weights, sum };
}

/**
 * The most probable tokens whose probabilities reach `topP` together, most probable first (Holtzman et al. 2020).
 * Tokens below (1 − topP) / n cannot be among them (all of these together weigh less than 1 − topP), so that only the
 * others are sorted.
 */
function nucleus(weights: Float64Array, sum: number, topP: number): { tokens: number[]; sum: number } {
  const floor = (sum * (1 - topP)) / weights.length;
  const candidates: number[] = [];
  for (let i = 0; i < weights.length; i++) if ((weights[i] as number) >= floor) candidates.push(i);
  candidates.sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b);
  let kept = 0;
  for (const [rank, token] of candidates.entries()) {
    kept += weights[token] as number;
    if (kept >= topP * sum) return { tokens: candidates.slice(0, rank + 1), sum: kept };
  }
  return { tokens: candidates, sum: kept };
}

/**
 * Draws a token.
 * @param logits of the whole vocabulary; not changed
 * @param temperature 0 takes the most probable token and draws nothing
 * @param topP 1 keeps every token
 */
export function sampleToken(logits: Float32Array, temperature: number, topP: number, random: Random): number {
  if (temperature === 0) return argmax(logits);
  const { weights, sum } = weightsOf(logits, temperature);
  if (topP < 1) {
    const kept = nucleus(weights, sum, topP);
    return draw(kept.tokens, (token) => weights[token] as number, random() * kept.sum);
  }
  return draw(weights.keys(), (token) => weights[token] as number, random() * sum);
}

function draw(tokens: Iterable<number>, weight: (token: number) => number, at: number): number {
  let rest = at;
  let last = 0;
  for (const token of tokens) {
    if (weight(token) === 0) continue;
    rest -= weight(token);
    last = token;
    if (rest < 0) break;
  }
  return last;
}
