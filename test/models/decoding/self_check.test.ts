import { expect, test } from "vitest";
import type { Cache } from "../../../src/models/decoding/cache.ts";
import { generate, openWriter } from "../../../src/models/decoding/generate.ts";
import { type KvSession, openKvSession } from "../../../src/models/decoding/kv_session.ts";
import { isTrusted } from "../../../src/models/decoding/likeness.ts";
import { CHECK_TOKENS, selfCheck } from "../../../src/models/decoding/self_check.ts";
import { randomModelFiles } from "../../../src/models/graph/random_model.ts";
import type { LoadedModel } from "../../../src/models/local/process/load.ts";
import type { GenerateRequest } from "../../../src/models/local/process/protocol.ts";
import { loadFiles } from "./loaded.ts";

const IDS = Array.from({ length: CHECK_TOKENS }, (_, index) => 20 + ((index * 37) % 200));
/** Dynamic int8: a scale over all tokens of a call. */
const int8 = () => loadFiles(randomModelFiles(3, { format: "int8" }), undefined, "int8");

/** A session that adds to one logit of each pass over `length` tokens. */
function wrongAt(session: KvSession, length: number): KvSession {
  return {
    ...session,
    run: async (cache: Cache, ids: readonly number[], rows: number) => {
      const pass = await session.run(cache, ids, rows);
      if (ids.length === length) (pass.logits[0] as number) += 5;
      return pass;
    },
  };
}

test("full precision computes the same in passes of any length", async () => {
  const session = openKvSession((await loadFiles(randomModelFiles(3))).model);
  const check = await selfCheck(session, IDS);
  expect(check.worst).toBeLessThan(1e-5);
  expect(isTrusted(check)).toBe(true);
});

test("a fault of a single length of passes is found", async () => {
  const session = openKvSession((await loadFiles(randomModelFiles(3))).model);
  for (const length of [2, 4, 8, 16]) {
    expect(isTrusted(await selfCheck(wrongAt(session, length), IDS))).toBe(false);
  }
});

test("scales over all tokens of a call are not trusted", async () => {
  expect(isTrusted(await selfCheck(openKvSession((await int8()).model), IDS))).toBe(false);
});

test("such a model is decoded plainly, says so once, and writes what plain writes", async () => {
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
  expect(notes).toEqual([expect.stringMatching(/^decoding plainly: it computes several tokens at once otherwise /)]);
});

function answer(model: LoadedModel, writer: Awaited<ReturnType<typeof openWriter>>, content: string) {
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 24, stop: [] };
  const messages = [{ role: "user" as const, content }];
  const request: GenerateRequest = { kind: "generate", id: 1, messages, sampling, seed: 0, decoding: writer.mode };
  return generate(model, writer, request, { begun: () => {}, isCancelled: () => false });
}
