import pLimit from "p-limit";
import { describe, expect, test } from "vitest";
import type { PassQueue } from "../../../src/models/decoding/batcher.ts";
import { type Engine, openEngine } from "../../../src/models/decoding/engine.ts";
import { decodeLookup } from "../../../src/models/decoding/lookup.ts";
import { randomModelFiles } from "../../../src/models/graph/random_model.ts";
import type { LoadedModel } from "../../../src/models/local/process/load.ts";
import { jobOf, loadFiles, PROCESSORS, promptOf, randomPrompts } from "./loaded.ts";

const LONG = process.env.CI === "true";
const COUNT = LONG ? 100 : 12;
const TIMEOUT_MS = LONG ? 300_000 : 60_000;

async function batchEngineOf(model: LoadedModel, batch: number): Promise<Engine> {
  const engine = await openEngine(model, batch);
  if (typeof engine === "string") throw new Error(engine);
  return engine;
}

/** Decodes all prompts, `engine.rows` at a time; each must be what is written alone, without drafts. */
async function expectEqual(
  model: LoadedModel,
  engine: Engine,
  prompts: readonly number[][],
  drafts = true,
): Promise<number> {
  const inTurn = pLimit(engine.rows);
  const single = await batchEngineOf(model, 1);
  let shared = 0;
  const counted: PassQueue = {
    ...engine.passes,
    run: async (...read) => {
      const pass = await engine.passes.run(...read);
      shared += pass.alone ? 0 : 1;
      return pass;
    },
  };
  // Answers of different lengths, so that places become free at different times.
  const job = (at: number) => jobOf({ maxNewTokens: 5 + ((at * 7) % 40) });
  const written = prompts.map((ids, at) =>
    inTurn(() => decodeLookup({ ...engine, passes: counted }, model, promptOf(ids), job(at), drafts)),
  );
  for (const [at, answer] of (await Promise.all(written)).entries()) {
    const plain = await decodeLookup(single, model, promptOf(prompts[at] ?? []), job(at), false);
    expect(answer.tokens).toEqual(plain.tokens);
  }
  return shared;
}

describe("side by side, answers are what each would be alone", { timeout: TIMEOUT_MS }, () => {
  test("attention that takes one conversation at a time is not batched, and says why", async () => {
    const engine = await batchEngineOf(await loadFiles(randomModelFiles(1)), 4);
    expect(engine).toMatchObject({ rows: 1, oneRow: "its graph takes one conversation at a time" });
  });

  test("drafts and all, under every processor", async () => {
    const model = await loadFiles(randomModelFiles(2, { slots: 3 }), {
      eos_token_id: [1, 50],
      ...PROCESSORS,
    });
    expect(await expectEqual(model, await batchEngineOf(model, 3), randomPrompts(COUNT, 200, 2))).toBeGreaterThan(0);
  });

  test("without drafts, too", async () => {
    const model = await loadFiles(randomModelFiles(2, { slots: 3 }));
    const prompts = randomPrompts(COUNT, 200, 3);
    expect(await expectEqual(model, await batchEngineOf(model, 3), prompts, false)).toBeGreaterThan(0);
  });
});
