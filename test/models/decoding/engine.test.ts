import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEngine } from "../../../src/models/decoding/engine.ts";
import { decodeLookup } from "../../../src/models/decoding/lookup.ts";
import { draftLength } from "../../../src/models/decoding/pass_costs.ts";
import { decodePlain } from "../../../src/models/decoding/plain.ts";
import { copyModelFiles } from "../../../src/models/graph/model_files.ts";
import { randomModelFiles } from "../../../src/models/graph/random_model.ts";
import { engineOf, jobOf, loadFiles, promptOf, randomPrompts } from "./loaded.ts";

test("a cache is rolled back for nothing where attention takes its length from the mask, and cut elsewhere", async () => {
  const random = await engineOf(await loadFiles(randomModelFiles(1)));
  expect(random).toMatchObject({ freeRollback: true });
  expect(random.tie).toBeLessThan(1e-4);
  expect(await engineOf(await loadFiles(copyModelFiles()))).toMatchObject({ freeRollback: false });
});

test("what was measured is kept in the file", async () => {
  const memory = join(tmpdir(), `engine-${process.pid}.json`);
  const model = await loadFiles(randomModelFiles(1));
  await openEngine(model, 1, memory);
  const kept = JSON.parse(await readFile(memory, "utf8"));
  expect(kept).toMatchObject({ freeRollback: true });
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
    expect(lookup.tokens).toEqual((await decodePlain(model, prompt, jobOf({}))).tokens);
    if (tail !== tails[0]) expect(lookup.stats.reused_tokens).toBeGreaterThanOrEqual(head.length);
    // The next turn of the same conversation reads only what is new.
    const next = promptOf([...head, ...tail, ...lookup.tokens, 9, 9, 9]);
    const reflected = await decodeLookup(engine, model, next, jobOf({}));
    expect(reflected.stats.reused_tokens).toBeGreaterThanOrEqual(prompt.length + lookup.tokens.length - 1);
    expect(reflected.tokens).toEqual((await decodePlain(model, next, jobOf({}))).tokens);
  }
});

test("the first token behind a reused beginning is decided by the whole prompt where it is a near tie", async () => {
  const model = await loadFiles(randomModelFiles(4));
  // So wide that each row counts as a tie.
  const engine = { ...(await engineOf(model)), tie: 2 };
  const [head = [], ...tails] = randomPrompts(3, 200, 8);
  for (const tail of tails) {
    const prompt = promptOf([...head, ...tail]);
    const [first, all] = [jobOf({ maxNewTokens: 1 }), jobOf({ maxNewTokens: 20 })];
    const { tokens, stats } = await decodeLookup(engine, model, prompt, first);
    expect(tokens).toEqual((await decodePlain(model, prompt, first)).tokens);
    // The head is known from the second prompt on; read whole after all, nothing of it counts as reused.
    const again = tail === tails[0] ? 0 : 1;
    expect(stats).toMatchObject({ rechecked: again, forward_passes: 1 + again, reused_tokens: 0 });
    expect((await decodeLookup(engine, model, prompt, all)).tokens).toEqual(
      (await decodePlain(model, prompt, all)).tokens,
    );
  }
});

test("the more drafted tokens are accepted and the cheaper checks are, the longer the draft", () => {
  const cheap = [1, 1.1, 1.2, 1.3, 1.4];
  expect([0, 0.3, 0.5, 1].map((chance) => draftLength(cheap, chance))).toEqual([0, 1, 2, 4]);
  expect(draftLength([1, 2, 3, 4], 0.9)).toBe(0);
});
