import { expect, test } from "vitest";
import type { DecodeJob } from "../../../src/models/decoding/decoder.ts";
import type { Engine } from "../../../src/models/decoding/engine.ts";
import { decodeLookup } from "../../../src/models/decoding/lookup.ts";
import { decodePlain } from "../../../src/models/decoding/plain.ts";
import { randomModelFiles } from "../../../src/models/graph/random_model.ts";
import type { LoadedModel } from "../../../src/models/local/process/load.ts";
import { engineOf, jobOf, loadFiles, promptOf, randomPrompts } from "./loaded.ts";

const LONG = process.env.CI === "true";
/** Twelve tokens are left to draw from: so drafts are often right, and each token is often seen. */
const FEW = {
  eos_token_id: 1,
  suppress_tokens: Array.from({ length: 674 }, (_, id) => id).filter((id) => id < 30 || id > 41),
};
const SAMPLED = { temperature: 0.8, topP: 0.95 };

test("with equal seeds lookup draws what plain draws", { timeout: 120_000 }, async () => {
  const model = await loadFiles(randomModelFiles(6), { ...FEW, repetition_penalty: 1.05 });
  const engine = await eagerEngine(model);
  let accepted = 0;
  for (const [seed, ids] of randomPrompts(LONG ? 150 : 25, 200, 6).entries()) {
    const job = jobOf({ ...SAMPLED, seed });
    const lookup = await decodeLookup(engine, model, promptOf(ids), job);
    expect(lookup.tokens).toEqual((await decodePlain(model, promptOf(ids), job)).tokens);
    accepted += lookup.stats.accepted;
  }
  expect(accepted).toBeGreaterThan(0);
});

test("with seeds of their own both draw from one distribution (chi-squared)", { timeout: 240_000 }, async () => {
  const model = await loadFiles(randomModelFiles(7), FEW);
  const engine = await eagerEngine(model);
  const prompt = promptOf([9, 30, 31, 32, 9, 30, 31, 32, 9, 30, 31, 32, 9]);
  const draws = LONG ? 4000 : 400;
  const job = (seed: number): DecodeJob => jobOf({ temperature: 0.8, maxNewTokens: 4, seed });
  const counts = new Map<number, [number, number]>();
  const count = (which: 0 | 1, tokens: readonly number[]) => {
    const pair = counts.get(tokens.at(-1) ?? -1) ?? [0, 0];
    pair[which] += 1;
    counts.set(tokens.at(-1) ?? -1, pair);
  };
  for (let seed = 0; seed < draws; seed++) {
    count(0, (await decodePlain(model, prompt, job(seed))).tokens);
    count(1, (await decodeLookup(engine, model, prompt, job(1_000_000 + seed))).tokens);
  }
  const { statistic, freedom } = chiSquared([...counts.values()]);
  expect(freedom).toBeGreaterThan(5);
  expect(statistic).toBeLessThan(critical(freedom));
});

/** An engine that finds drafts nearly free, whatever else this machine is doing. */
async function eagerEngine(model: LoadedModel): Promise<Engine> {
  return { ...(await engineOf(model)), costs: [1, 1.01, 1.02, 1.03] };
}

/** Pearson's statistic of two samples of one size; kinds seen fewer than ten times are put together. */
function chiSquared(pairs: readonly [number, number][]): { statistic: number; freedom: number } {
  const often = pairs.filter(([a, b]) => a + b >= 10);
  const rare = pairs
    .filter(([a, b]) => a + b < 10)
    .reduce(([a, b], [c, d]) => [a + c, b + d] as const, [0, 0] as const);
  const kinds = rare[0] + rare[1] > 0 ? [...often, rare] : often;
  const statistic = kinds.reduce((sum, [a, b]) => sum + (a - b) ** 2 / (a + b), 0);
  return { statistic, freedom: kinds.length - 1 };
}

/** The value that one test in 10,000 exceeds by chance (Wilson and Hilferty's approximation). */
function critical(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 3.719 * Math.sqrt(spread)) ** 3;
}
