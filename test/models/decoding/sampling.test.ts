import { expect, test } from "vitest";
import { argmax, sampleToken, seededRandom } from "../../../src/models/decoding/sampling.ts";

const DRAWS = 20_000;

/** How often each token is drawn. */
function frequencies(logits: Float32Array, temperature: number, topP: number): number[] {
  const random = seededRandom(1);
  const counts = new Array<number>(logits.length).fill(0);
  for (let i = 0; i < DRAWS; i++) counts[sampleToken(logits, temperature, topP, random)]! += 1;
  return counts.map((count) => count / DRAWS);
}

/** Softmax at a temperature over the tokens kept, the others at 0. */
function expected(logits: Float32Array, temperature: number, kept: readonly number[]): number[] {
  const weights = [...logits].map((logit, i) => (kept.includes(i) ? Math.exp(logit / temperature) : 0));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

// Probabilities at temperature 1: 0.4, 0.3, 0.2, 0.1.
const LOGITS = Float32Array.from([0.1, 0.4, 0.2, 0.3], Math.log);

test.each([
  [1, 1, [0, 1, 2, 3]],
  [0.5, 1, [0, 1, 2, 3]],
  [2, 1, [0, 1, 2, 3]],
  [1, 0.69, [1, 3]],
  [1, 0.71, [1, 2, 3]],
  [1, 0.2, [1]],
])("at temperature %d and top_p %d, tokens %j are drawn as often as they are probable", (temperature, topP, kept) => {
  const found = frequencies(LOGITS, temperature, topP);
  for (const [token, probability] of expected(LOGITS, temperature, kept).entries()) {
    // Five standard deviations of a frequency; none for one that is certain.
    expect(Math.abs((found[token] ?? 0) - probability)).toBeLessThanOrEqual(
      5 * Math.sqrt((probability * (1 - probability)) / DRAWS),
    );
  }
});

test("temperature 0 takes the most probable token, the first of equals, and draws nothing", () => {
  const never = () => {
    throw new Error("drawn");
  };
  expect(sampleToken(LOGITS, 0, 1, never)).toBe(1);
  expect(argmax(Float32Array.of(1, 3, 3, Number.NEGATIVE_INFINITY))).toBe(1);
});

test("a suppressed token is never drawn", () => {
  const logits = Float32Array.of(Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY);
  expect(frequencies(logits, 1, 1)).toEqual([0, 1, 0]);
});

test("the generator: equal seeds agree, neighbours and large seeds differ, numbers fill [0, 1)", () => {
  const first = (seed: number) => Array.from({ length: 4 }, seededRandom(seed));
  expect(first(5)).toEqual(first(5));
  expect(new Set([0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 40].map((seed) => first(seed)[0])).size).toBe(6);
  const numbers = Array.from({ length: DRAWS }, seededRandom(9));
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(Math.abs(numbers.reduce((a, b) => a + b) / DRAWS - 0.5)).toBeLessThan(0.01);
});
