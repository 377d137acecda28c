import { describe, expect, test } from "vitest";
import { openEngine } from "../../../src/models/decoding/engine.ts";
import { decodeLookup } from "../../../src/models/decoding/lookup.ts";
import { decodePlain } from "../../../src/models/decoding/plain.ts";
import { argmax } from "../../../src/models/decoding/sampling.ts";
import { FORMAT_SUFFIXES, type LibraryFormat } from "../../../src/models/graph/formats.ts";
import { randomModelFiles, TINY_SHAPE } from "../../../src/models/graph/random_model.ts";
import { tinyTokenizer } from "../../../src/models/graph/tokenizer.ts";
import { engineOf, jobOf, loadFiles, promptOf, randomPrompts } from "../decoding/loaded.ts";
import { readAlone, spreadDifference } from "./passes.ts";
import { referenceLogits } from "./reference.ts";
import { type Weights, weightsOf } from "./weights.ts";

const COUNT = process.env.CI === "true" ? 100 : 20;
const SHAPE = { ...TINY_SHAPE, vocab: tinyTokenizer().vocabSize };

/**
 * How far a logit may be off, in units of its row's spread. The reference has the rounded weights, so what is left is
 * the rounding of activations. In blocks of 32 they get 8 bits: the largest of 32 normal numbers is about 2.1
 * deviations, so a step is 2.1/127 of a deviation, its rounding error 2.1/127/√12 = 0.5 % of one, and a product errs by
 * as much. Nine products stand behind each other or side by side: 1.5 % of a logit's deviation, of which the spread of
 * 674 logits has six, so 0.25 %; the largest of all 674 × 100 errors is 4.5 deviations: 1.1 %. A block of gated products
 * is less even than a normal one, so three times that. Wrong codes, scales or places are off by a tenth and more.
 * With one scale for all tokens of a pass a step is the whole range (some 8 deviations, more behind gated products) over
 * 255: twice as much.
 */
const LIMITS: Readonly<Record<LibraryFormat, number>> = { fp32: 1e-5, q8: 0.033, q4: 0.033, int8: 0.066 };

/** Half a step between two codes, as a share of the largest weight under one scale. */
const HALF_STEPS = { q8: 0.5 / 127, q4: 0.5 / 7, int8: 0.5 / 64 } as const;

const formats = Object.keys(LIMITS) as LibraryFormat[];
const rounded = Object.keys(HALF_STEPS) as (keyof typeof HALF_STEPS)[];

function build(seed: number, format: LibraryFormat) {
  const files = randomModelFiles(seed, { format });
  const graph = Buffer.concat(files.get(`onnx/model${FORMAT_SUFFIXES[format]}.onnx`) ?? []);
  return { files, weights: weightsOf(graph), load: () => loadFiles(files, undefined, format) };
}

describe("weights are rounded to the nearest code", () => {
  const { weights: exact } = build(1, "fp32");
  const layer = (it: Weights) => it.linear("layers.1.down", SHAPE.intermediate, SHAPE.hidden);
  const head = (it: Weights) => it.head(SHAPE.hidden, SHAPE.vocab);
  test.each(rounded)("%s", (format) => {
    const { weights } = build(1, format);
    for (const [part, to] of [
      [layer, SHAPE.hidden],
      [head, SHAPE.vocab],
    ] as const) {
      const [own, wanted] = [part(weights), part(exact)];
      const scaledBy = format === "int8" ? tensorMaximum(wanted) : blockMaximum(wanted, to);
      const errors = own.map((value, at) => Math.abs(value - (wanted[at] ?? 0)) / scaledBy(at));
      expect(Math.max(...errors)).toBeLessThan(HALF_STEPS[format] * 1.001);
      expect(Math.max(...errors)).toBeGreaterThan(HALF_STEPS[format] * 0.9);
    }
  });
});

describe("a graph computes what its rounded weights say", { timeout: 60_000 }, () => {
  test.each(formats)("%s", async (format) => {
    const { weights, load } = build(2, format);
    const model = await load();
    let [rows, agreed, worst] = [0, 0, 0];
    for (const ids of randomPrompts(3, 400, 3)) {
      const own = (await readAlone(model, ids)).logits[0] ?? [];
      for (const [at, row] of referenceLogits(SHAPE, weights, ids).entries()) {
        const logits = own[at] as Float32Array;
        rows++;
        agreed += Number(argmax(logits) === argmax(row));
        worst = Math.max(worst, spreadDifference(logits, row));
      }
    }
    expect(worst).toBeLessThan(LIMITS[format]);
    // The two best of 674 random logits are often nearer than the rounding.
    expect(agreed / rows).toBeGreaterThan(format === "fp32" ? 0.999 : 0.9);
  });
});

/**
 * One token and several take different kernels, whose sums differ in the last bits; where an activation lies between two
 * codes, the code falls to either side, and a logit moves by up to 1 % of its row's spread (measured, in 3 % of the rows).
 * What is moved so also stays in the cache. So a text of blocks can part from `generate`'s, but only at a near tie.
 */
const NEAR_TIE = 0.02;

describe("blocks pass the self-check, and are decoded to the text of generate up to a near tie", () => {
  test.each(["q8", "q4"] as const)("%s", { timeout: 300_000 }, async (format) => {
    const model = await build(1, format).load();
    const engine = await engineOf(model);
    let [passes, tokens, parted] = [0, 0, 0];
    for (const ids of randomPrompts(COUNT, 200, 4)) {
      const lookup = await decodeLookup(engine, model, promptOf(ids), jobOf({}));
      const plain = await decodePlain(model, promptOf(ids), jobOf({}));
      passes += lookup.stats.forward_passes;
      tokens += lookup.tokens.length;
      const at = plain.tokens.findIndex((token, index) => token !== lookup.tokens[index]);
      if (at < 0) continue;
      parted++;
      const row = (await readAlone(model, [...ids, ...plain.tokens.slice(0, at)])).logits[0]?.at(-1) as Float32Array;
      const [a = 0, b = 0] = [plain, lookup].map((it) => row[it.tokens[at] ?? -1] ?? Number.NaN);
      expect(Math.abs(a - b) / (Math.max(...row) - Math.min(...row))).toBeLessThan(NEAR_TIE);
    }
    // Measured: 1 of 100 texts in each format.
    expect(parted).toBeLessThanOrEqual(COUNT / 10);
    expect(passes).toBeLessThan(tokens);
  });
});

test("bytes with one scale for all tokens of a pass are found by the self-check", async () => {
  expect(await openEngine(await build(1, "int8").load())).toMatch(/depend on the forward pass/);
});

function tensorMaximum(values: Float64Array): () => number {
  const most = largest([...values]);
  return () => most;
}

/** The largest weight of the block that one of [from, to] weights is in; blocks run along the input. */
function blockMaximum(values: Float64Array, to: number): (at: number) => number {
  return (at) => {
    const [first, column] = [32 * Math.floor(at / to / 32), at % to];
    return largest(Array.from({ length: 32 }, (_, i) => values[(first + i) * to + column] ?? 0));
  };
}

function largest(values: readonly number[]): number {
  return Math.max(...values.map(Math.abs));
}
