import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { GGMLQuantizationType } from "@huggingface/gguf";
import { expect, test } from "vitest";
import { bytesOfValues, dequantize, isReadable, readBlocks } from "../../../src/models/weights/blocks.ts";

interface Expected {
  readonly sha256: string;
  readonly first: readonly number[];
  readonly count: number;
}

/** Of the bytes below, by the Python package `gguf` 0.19.0 (`gguf.quants.dequantize`); numbers that are none are 0. */
const TABLE: Record<string, Expected> = JSON.parse(
  readFileSync(new URL("./fixtures/dequantized.json", import.meta.url), "utf8"),
);

/** A linear congruential generator's second highest byte: the same in any language. */
function bytes(count: number): Uint8Array {
  const made = new Uint8Array(count);
  let state = 12345n;
  for (let i = 0; i < count; i++) {
    state = (state * 1103515245n + 12345n) & 0x7fffffffn;
    made[i] = Number((state >> 16n) & 255n);
  }
  return made;
}

test.each(Object.entries(TABLE))(
  "%s is read to the bit as the reference reads it",
  (name, { sha256, first, count }) => {
    const type = GGMLQuantizationType[name as keyof typeof GGMLQuantizationType];
    const stored = bytes(bytesOfValues(type, count) ?? 0);
    const values = dequantize(type, stored).map((value) => (Number.isNaN(value) ? 0 : value));
    expect(values).toHaveLength(count);
    expect([...values.slice(0, first.length)]).toEqual(first);
    expect(createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex")).toBe(sha256);
    const blocks = readBlocks(type, stored);
    for (const code of blocks?.codes ?? []) {
      expect(code).toBeGreaterThanOrEqual(blocks?.range[0] ?? 0);
      expect(code).toBeLessThanOrEqual(blocks?.range[1] ?? 0);
    }
  },
);

test("types that are not known are told from those that are", () => {
  expect(Object.keys(TABLE)).toHaveLength(14);
  expect(isReadable(GGMLQuantizationType.IQ2_XXS)).toBe(false);
  expect(bytesOfValues(GGMLQuantizationType.Q4_K, 128)).toBeUndefined();
});
