import { describe, expect, test } from "vitest";
import { decodeLookup } from "../../../src/models/decoding/lookup.ts";
import { decodePlain } from "../../../src/models/decoding/plain.ts";
import { randomModelFiles } from "../../../src/models/graph/random_model.ts";
import { engineOf, jobOf, loadFiles, promptOf, randomPrompts } from "../decoding/loaded.ts";
import { type Feeds, indices, read, readAlone, spreadDifference } from "./passes.ts";

/** Far above what another order of sums gives in fp32, far below what one token more or less in sight does. */
const LIMIT = 1e-4;

const plainModel = (seed: number) => loadFiles(randomModelFiles(seed, { attention: "plain" }));

describe("attention of standard operators", () => {
  test("equals the grouped operator on one row, whole and in pieces", async () => {
    const [grouped, plain] = await Promise.all([loadFiles(randomModelFiles(5)), plainModel(5)]);
    for (const ids of randomPrompts(5, 400, 6)) {
      const expected = (await readAlone(grouped, ids)).logits[0] ?? [];
      const whole = (await readAlone(plain, ids)).logits[0] ?? [];
      const cut = Math.ceil(ids.length / 2);
      const head = await readAlone(plain, ids.slice(0, cut));
      const positions = [indices(ids.length).slice(cut)];
      const tail = await read(plain, { ids: [ids.slice(cut)], mask: [ids.map(() => 1)], positions }, head.cache);
      const pieces = [...(head.logits[0] ?? []), ...(tail.logits[0] ?? [])];
      expect([whole.length, pieces.length]).toEqual([ids.length, ids.length]);
      for (const [at, row] of expected.entries()) {
        expect(spreadDifference(whole[at] as Float32Array, row)).toBeLessThan(LIMIT);
        expect(spreadDifference(pieces[at] as Float32Array, row)).toBeLessThan(LIMIT);
      }
    }
  });

  test("is decoded to the same text, and gives the logits of the last rows asked for", async () => {
    const [grouped, plain] = await Promise.all([loadFiles(randomModelFiles(6)), plainModel(6)]);
    const engine = await engineOf(plain);
    for (const ids of randomPrompts(3, 400, 7)) {
      const tokens = async (model: typeof plain) => (await decodePlain(model, promptOf(ids), jobOf({}))).tokens;
      expect(await tokens(plain)).toEqual(await tokens(grouped));
      expect((await decodeLookup(engine, plain, promptOf(ids), jobOf({}))).tokens).toEqual(await tokens(plain));
      const all = (await readAlone(plain, ids)).logits[0] ?? [];
      const feeds = { ids: [ids], mask: [ids.map(() => 1)], positions: [indices(ids.length)] };
      expect((await read(plain, feeds, undefined, 2)).logits[0]).toEqual(all.slice(-2));
    }
  });

  test("reads rows of different lengths, several tokens each, with holes in the mask, as each row alone", async () => {
    const model = await plainModel(7);
    // A dash is padding; tokens in brackets are read, then masked, as those of a refused draft are.
    const rows = ["abcdefg hi(jk) lmn", "---abcz xy(w)- vut", "-----qa r(sto) abc"].map(parseRow);
    const alone = await Promise.all(rows.map((row) => readAlone(model, row.kept)));
    let cache: Parameters<typeof read>[2];
    for (const piece of indices(3)) {
      const part = await read(model, feedsOf(rows, piece), cache);
      cache = part.cache;
      for (const [at, row] of rows.entries()) {
        for (const [token, index] of (row.pieces[piece] ?? []).entries()) {
          const logits = part.logits[at]?.[token] as Float32Array;
          expect(logits.every(Number.isFinite)).toBe(true);
          if (index === undefined) continue;
          expect(spreadDifference(logits, alone[at]?.logits[0]?.[index] as Float32Array)).toBeLessThan(LIMIT);
        }
      }
    }
  });

  test("a row without any token in sight makes no NaN, and does not change the row beside it", async () => {
    const model = await plainModel(8);
    const [ids, mask] = [
      [5, 6, 7],
      [1, 1, 1],
    ];
    const positions = [indices(3), indices(3)];
    const { logits } = await read(model, { ids: [ids, ids], mask: [mask, [0, 0, 0]], positions });
    expect(logits.flat().every((row) => row.every(Number.isFinite))).toBe(true);
    const alone = (await readAlone(model, ids)).logits[0] as Float32Array[];
    for (const [at, row] of alone.entries()) {
      expect(spreadDifference(logits[0]?.[at] as Float32Array, row)).toBeLessThan(LIMIT);
      // The mask is heard at all.
      if (at > 0) expect(spreadDifference(logits[1]?.[at] as Float32Array, row)).toBeGreaterThan(100 * LIMIT);
    }
  });
});

interface Row {
  readonly ids: readonly (readonly number[])[];
  /** Of each token of each piece, its index among those that count, if it counts in the end. */
  readonly pieces: readonly (readonly (number | undefined)[])[];
  /** The tokens that count. */
  readonly kept: readonly number[];
}

function parseRow(text: string): Row {
  const kept: number[] = [];
  const parts = text.split(" ").map((piece) => {
    let refused = false;
    return [...piece].flatMap((letter) => {
      if ("()".includes(letter)) {
        refused = letter === "(";
        return [];
      }
      const id = letter.charCodeAt(0);
      const counts = !refused && letter !== "-";
      return [{ id, index: counts ? kept.push(id) - 1 : undefined }];
    });
  });
  const ids = parts.map((part) => part.map(({ id }) => id));
  return { ids, pieces: parts.map((part) => part.map(({ index }) => index)), kept };
}

/** The feeds of one piece: what stood in brackets is masked from the next piece on. */
function feedsOf(rows: readonly Row[], piece: number): Feeds {
  const ids = rows.map((row) => row.ids[piece] ?? []);
  const mask = rows.map(({ ids, pieces }) =>
    pieces.slice(0, piece + 1).flatMap((part, at) =>
      part.map((index, token) => {
        const isDraft = at === piece && ids[at]?.[token] !== "-".charCodeAt(0);
        return index !== undefined || isDraft ? 1 : 0;
      }),
    ),
  );
  const positions = rows.map(({ pieces }) => {
    let next = pieces
      .slice(0, piece)
      .flat()
      .filter((index) => index !== undefined).length;
    return (pieces[piece] ?? []).map((index) => index ?? next++).map((at) => Math.max(0, at));
  });
  return { ids, mask, positions };
}
