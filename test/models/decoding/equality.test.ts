import { describe, expect, test } from "vitest";
import { decodeLookup } from "../../../src/models/decoding/lookup.ts";
import { decodePlain } from "../../../src/models/decoding/plain.ts";
import { copyModelFiles } from "../../../src/models/graph/model_files.ts";
import { randomModelFiles } from "../../../src/models/graph/random_model.ts";
import type { LoadedModel } from "../../../src/models/local/process/load.ts";
import { hasStories, STORIES } from "../open_model.ts";
import { engineOf, jobOf, loadFiles, loadFolder, PROCESSORS, promptOf, randomPrompts } from "./loaded.ts";

/** Prompts per model: the long suite alone shows more than 500. */
const LONG = process.env.CI === "true";
const COUNT = LONG ? 200 : 20;
const TIMEOUT_MS = LONG ? 300_000 : 60_000;

/**
 * Decodes every prompt with drafts, without them, and by the library's loop, whose passes over one token compute
 * otherwise in their last bits: there a near tie may fall the other way.
 */
async function expectEqual(model: LoadedModel, prompts: readonly number[][], maxNewTokens: number): Promise<void> {
  const engine = await engineOf(model);
  const fresh = await engineOf(model);
  let [passes, tokens, other] = [0, 0, 0];
  for (const ids of prompts) {
    const job = jobOf({ maxNewTokens });
    const plain = await decodeLookup(fresh, model, promptOf(ids), job, false);
    const lookup = await decodeLookup(engine, model, promptOf(ids), job);
    expect(lookup.tokens).toEqual(plain.tokens);
    expect(plain.stats).toMatchObject({ forward_passes: plain.tokens.length, drafted: 0 });
    other += String((await decodePlain(model, promptOf(ids), job)).tokens) === String(lookup.tokens) ? 0 : 1;
    passes += lookup.stats.forward_passes;
    tokens += lookup.tokens.length;
    expect(lookup.stats.forward_passes + lookup.stats.accepted).toBeGreaterThanOrEqual(lookup.tokens.length);
  }
  expect(passes).toBeLessThan(tokens);
  expect(other).toBeLessThanOrEqual(prompts.length / 50);
}

describe("drafts change nothing", { timeout: TIMEOUT_MS }, () => {
  test("random weights", async () => {
    await expectEqual(await loadFiles(randomModelFiles(1)), randomPrompts(COUNT, 200), 40);
  });

  test.each(["q8", "q4"] as const)("%s: not a token in blocks either", async (format) => {
    const model = await loadFiles(randomModelFiles(1, { format }), undefined, format);
    const [engine, fresh] = [await engineOf(model), await engineOf(model)];
    for (const ids of randomPrompts(COUNT, 200, 4)) {
      const lookup = await decodeLookup(engine, model, promptOf(ids), jobOf({ maxNewTokens: 40 }));
      const plain = await decodeLookup(fresh, model, promptOf(ids), jobOf({ maxNewTokens: 40 }), false);
      expect(lookup.tokens).toEqual(plain.tokens);
    }
  });

  test("random weights under every processor", async () => {
    const model = await loadFiles(randomModelFiles(2), { eos_token_id: [1, 50], ...PROCESSORS });
    expect(model.loaded.generation).toMatchObject(PROCESSORS);
    await expectEqual(model, randomPrompts(COUNT, 200, 2), 40);
  });

  test("a model that copies", async () => {
    const model = await loadFiles(copyModelFiles());
    const text =
      "<|im_start|>user\n```python\ndef f(x):\n    return [x, x + 1]\n```<|im_end|>\n<|im_start|>assistant\n";
    const ids = model.tokenizer.encode(text, { add_special_tokens: false });
    await expectEqual(model, [ids], 100);
  });
});

describe.skipIf(!hasStories)("… (skipped where ../shared has no trained model)", { timeout: TIMEOUT_MS }, () => {
  test("stories", async () => {
    await expectEqual(await loadFolder(STORIES), randomPrompts(COUNT, 512, 3), 60);
  });
});

test("a forced text is written in the passes that it takes", async () => {
  const model = await loadFiles(randomModelFiles(3));
  const forced = Array.from({ length: 30 }, (_, index) => 20 + (index % 10));
  const job = jobOf({ forced, maxNewTokens: 100 });
  const prompt = promptOf([5, 6, 7]);
  const end = model.endTokens[0];
  expect((await decodePlain(model, prompt, job)).tokens).toEqual([...forced, end]);
  const lookup = await decodeLookup(await engineOf(model), model, prompt, job);
  expect(lookup.tokens).toEqual([...forced, end]);
  expect(lookup.stats.forward_passes).toBeLessThan(18);
});
