import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEngine } from "../../../src/models/decoding/engine.ts";
import { decodeLookup } from "../../../src/models/decoding/lookup.ts";
import { draftLength } from "../../../src/models/decoding/pass_costs.ts";
import { randomModelFiles } from "../../../src/models/graph/random_model.ts";
import { engineOf, jobOf, loadFiles, promptOf, randomPrompts } from "./loaded.ts";

test("what was measured is kept in the file", async () => {
  const memory = join(tmpdir(), `engine-${process.pid}.json`);
  const model = await loadFiles(randomModelFiles(1));
  await openEngine(model, 1, memory);
  const kept = JSON.parse(await readFile(memory, "utf8"));
  expect(kept).toMatchObject({ layout: "in_place", worst: 0 });
  expect(await openEngine(model, 1, memory)).toMatchObject({ costs: kept.costs });
  await rm(memory);
});

test("an answer is the same whether its prompt was read whole or from where another one ended", async () => {
  const model = await loadFiles(randomModelFiles(4));
  const engine = await engineOf(model);
  const [head, ...tails] = randomPrompts(9, 200, 5) as [number[], ...number[][]];
  for (const tail of tails) {
    const prompt = promptOf([...head, ...tail]);
    const lookup = await decodeLookup(engine, model, prompt, jobOf({}));
    expect(lookup.tokens).toEqual((await decodeLookup(await engineOf(model), model, prompt, jobOf({}), false)).tokens);
    if (tail !== tails[0]) expect(lookup.stats.reused_tokens).toBeGreaterThanOrEqual(head.length);
    // The next turn of the same conversation reads only what is new.
    const next = promptOf([...head, ...tail, ...lookup.tokens, 9, 9, 9]);
    const reflected = await decodeLookup(engine, model, next, jobOf({}));
    expect(reflected.stats.reused_tokens).toBeGreaterThanOrEqual(prompt.length + lookup.tokens.length - 1);
    expect(reflected.tokens).toEqual((await decodeLookup(await engineOf(model), model, next, jobOf({}), false)).tokens);
  }
});

test("the more drafted tokens are accepted and the cheaper checks are, the longer the draft", () => {
  const cheap = [1, 1.1, 1.2, 1.3, 1.4];
  expect([0, 0.3, 0.5, 1].map((chance) => draftLength(cheap, chance))).toEqual([0, 1, 2, 4]);
  expect(draftLength([1, 2, 3, 4], 0.9)).toBe(0);
  const free = Array<number>(64).fill(1);
  // However cheap: an accident of two tokens leads to a short draft, a long run to a long one.
  expect([0, 1, 2, 8, 16, 32].map((matched) => draftLength(free, 0.95, matched))).toEqual([4, 16, 32, 63, 63, 63]);
});
