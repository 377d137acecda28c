import { expect, test } from "vitest";
import { batchCheck } from "../../../src/models/decoding/batch_check.ts";
import type { Cache } from "../../../src/models/decoding/cache.ts";
import { generate, openWriter } from "../../../src/models/decoding/generate.ts";
import { LAYOUTS, openKvSession } from "../../../src/models/decoding/kv_session.ts";
import type { KvSession, Pass } from "../../../src/models/decoding/pass.ts";
import { selfCheck } from "../../../src/models/decoding/self_check.ts";
import { randomModelFiles } from "../../../src/models/graph/random_model.ts";
import type { LoadedModel } from "../../../src/models/local/process/load.ts";
import type { GenerateRequest } from "../../../src/models/local/process/protocol.ts";
import { loadFiles } from "./loaded.ts";

const IDS = Array.from({ length: 90 }, (_, index) => 20 + ((index * 37) % 200));
/** Dynamic int8: a scale over all tokens of a call. */
const int8 = () => loadFiles(randomModelFiles(3, { format: "int8" }), undefined, "int8");

/** A session that moves one logit of the first row of each pass over `length` tokens by as little as there is. */
function wrongAt(session: KvSession, length: number): KvSession {
  return {
    ...session,
    run: async (cache: Cache, ids: readonly number[], rows: number) => {
      const pass = await session.run(cache, ids, rows);
      const bits = new Uint32Array(pass.logits.buffer, pass.logits.byteOffset, 1);
      if (ids.length === length) (bits[0] as number) += 1;
      return pass;
    },
  };
}

const CASES = [
  [undefined, "fp32"],
  [undefined, "q8"],
  [undefined, "q4"],
  [1, "fp32"],
  [3, "fp32"],
  [4, "q4"],
] as const;

test.each(CASES)("%s conversations in %s: a token has the same bits in passes of any length", async (slots, format) => {
  const { model } = await loadFiles(randomModelFiles(3, { format, ...(slots && { slots }) }), undefined, format);
  expect(await selfCheck(openKvSession(model), IDS)).toEqual({ worst: 0 });
});

test.each([undefined, 2])(
  "%s conversations: a cache that is written in place grows, and only its own answer sees it",
  async (slots) => {
    const { model } = await loadFiles(randomModelFiles(3, slots === undefined ? {} : { slots }));
    const session = openKvSession(model, "in_place");
    const { cache: start } = await session.run(session.empty, IDS, 1);
    let own = session.own(start, start.length);
    expect(own.inPlace).toBe(true);
    const first = own.tensors;
    for (let pass = 0; pass < 10; pass++) own = (await session.run(own, IDS.slice(0, 50), 1)).cache;
    expect(own.tensors).not.toBe(first);
    const whole = [...IDS, ...Array.from({ length: 10 }, () => IDS.slice(0, 50)).flat()];
    const right = await session.run(session.empty, [...whole, 7], 1);
    expect((await session.run(own, [7], 1)).logits).toEqual(right.logits);
    // What it began with is as it was.
    const again = await session.run(session.empty, [...IDS, 7], 1);
    expect((await session.run(start, [7], 1)).logits).toEqual(again.logits);
  },
);

test("a last bit in a single length of passes is found", async () => {
  const session = openKvSession((await loadFiles(randomModelFiles(3))).model);
  for (const length of [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]) {
    expect((await selfCheck(wrongAt(session, length), IDS)).worst).toBeGreaterThan(0);
  }
});

test("a last bit in a batch is found", async () => {
  const { model } = await loadFiles(randomModelFiles(3, { slots: 4 }));
  const session = openKvSession(model);
  expect(await batchCheck(session, IDS)).toEqual({ worst: 0 });
  const wrong: KvSession = {
    ...session,
    runTogether: async (reads) => {
      const passes = await session.runTogether(reads);
      const { logits } = passes[2] as Pass;
      (new Uint32Array(logits.buffer, logits.byteOffset, 1)[0] as number) += 1;
      return passes;
    },
  };
  expect((await batchCheck(wrong, IDS)).worst).toBeGreaterThan(0);
});

test("scales over all tokens of a call do not pass", async () => {
  const { model } = await int8();
  for (const layout of LAYOUTS) expect((await selfCheck(openKvSession(model, layout), IDS)).worst).toBeGreaterThan(0);
});

test("such a model is decoded without drafts, says so once, and writes what plain writes", async () => {
  const model = await int8();
  const notes: string[] = [];
  const lookup = await openWriter(model, "lookup", (line) => notes.push(line));
  const plain = await openWriter(model, "plain", (line) => notes.push(line));
  for (const content of ["def add(a, b):\n    return a - b\n", "return the sum of return the sum of"]) {
    const [asked, right] = [await answer(model, lookup, content), await answer(model, plain, content)];
    expect(asked.text).toBe(right.text);
    expect(asked.completionTokens).toBeGreaterThan(5);
    expect(asked.stats).toMatchObject({ mode: "plain", forward_passes: asked.completionTokens, drafted: 0 });
  }
  expect(notes).toEqual([
    expect.stringMatching(/^decoding without drafts: a token's logits depend on the forward pass it is read in /),
  ]);
});

function answer(model: LoadedModel, writer: Awaited<ReturnType<typeof openWriter>>, content: string) {
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 24, stop: [] };
  const messages = [{ role: "user" as const, content }];
  const request: GenerateRequest = { kind: "generate", id: 1, messages, sampling, seed: 0, decoding: writer.mode };
  return generate(model, writer, request, { begun: () => {}, isCancelled: () => false });
}
