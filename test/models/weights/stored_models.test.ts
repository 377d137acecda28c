import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GGMLQuantizationType } from "@huggingface/gguf";
import { describe, expect, it, test } from "vitest";
import { UserError } from "../../../src/lib/errors.ts";
import { readGguf } from "../../../src/models/weights/gguf_file.ts";
import { difference, folder, logitsOf, openStored } from "./opened.ts";
import { ARCHITECTURE_NAMES, writeSmallGguf, writeSmallSafetensors } from "./small_models.ts";

describe.each(ARCHITECTURE_NAMES)("%s", (architecture) => {
  test.each([true, false])(
    "a GGUF file and safetensors of the same numbers answer alike, head tied: %s",
    async (tied) => {
      const gguf = join(folder, `${architecture}-${tied}.gguf`);
      const safetensors = join(folder, `${architecture}-${tied}`);
      writeSmallGguf(gguf, { architecture, tied });
      writeSmallSafetensors(safetensors, { architecture, tied, shards: !tied });
      for (const dtype of tied ? ["fp32", "w8a8"] : ["fp32"]) {
        const [one, other] = [await logitsOf(gguf, dtype), await logitsOf(safetensors, dtype)];
        expect(one).toEqual(other);
        expect(Math.max(...one) - Math.min(...one)).toBeGreaterThan(1);
      }
    },
  );

  it("in row-wise int8 is near the floats: rounding moves a logit by a few hundredths of the spread, no more", async () => {
    const file = join(folder, `${architecture}-w8a8.gguf`);
    writeSmallGguf(file, { architecture, tied: true });
    const distance = difference(await logitsOf(file, "w8a8"), await logitsOf(file, "fp32"));
    expect(distance).toBeLessThan(0.05);
    expect(distance).toBeGreaterThan(0);
  });

  it("is another model than the others of the same numbers", async () => {
    const [own, llama] = [join(folder, `${architecture}-true.gguf`), join(folder, "llama-true.gguf")];
    const distance = difference(await logitsOf(own, "fp32"), await logitsOf(llama, "fp32"));
    // Mistral's graph is Llama's; the order of the weights is all that the others share.
    if (architecture === "llama" || architecture === "mistral") expect(distance).toBe(0);
    else expect(distance).toBeGreaterThan(0.01);
  });
});

const T = GGMLQuantizationType;
const BLOCKS = [T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.Q2_K, T.Q3_K, T.Q4_K, T.Q5_K, T.Q6_K, T.IQ4_NL] as const;

describe("weights that are kept as they are stored", () => {
  test.each(BLOCKS.map((type) => [T[type], type] as const))(
    "%s: the same logits as with floats",
    async (name, type) => {
      const file = join(folder, `${name}.gguf`);
      writeSmallGguf(file, { type, tied: false });
      const floats = await logitsOf(file, "fp32");
      expect(difference(await logitsOf(file, "exact"), floats)).toBeLessThan(2e-5);
      // Activations in 8 bits: see the limits of the other block formats.
      const rounded = difference(await logitsOf(file, "exact-a8"), floats);
      expect(rounded).toBeLessThan(0.05);
      expect(rounded).toBeGreaterThan(0);
    },
  );
});

describe("positions", () => {
  it("are scaled by the factors in the file, and by one factor", async () => {
    const [plain, factors, linear] = ["plain", "factors", "linear"].map((name) =>
      join(folder, `rope-${name}.gguf`),
    ) as [string, string, string];
    const ones = (value: number) => ({
      name: "rope_freqs.weight",
      dims: [32],
      type: T.F32,
      data: new Uint8Array(Float32Array.from({ length: 32 }, () => value).buffer),
    });
    writeSmallGguf(plain);
    writeSmallGguf(factors, { change: (tensors) => [...tensors, ones(4)] });
    writeSmallGguf(linear, { metadata: { "llama.rope.scaling.type": "linear", "llama.rope.scaling.factor": 4 } });
    const [base, byFactors, byOne] = [
      await logitsOf(plain, "fp32"),
      await logitsOf(factors, "fp32"),
      await logitsOf(linear, "fp32"),
    ];
    expect(byFactors).toEqual(byOne);
    expect(difference(byOne, base)).toBeGreaterThan(0.01);
  });
});

describe("what cannot be used is said in one line, before anything is written", () => {
  const cases: [string, (file: string) => void, RegExp][] = [
    ["text", (file) => writeFileSync(file, "not a model"), /is no GGUF file/],
    ["nothing", (file) => writeFileSync(file, ""), /is no GGUF file/],
    [
      "cut",
      (file) => {
        writeSmallGguf(file);
        truncateSync(file, 400_000);
      },
      /it ends before the weights/,
    ],
    [
      "architecture",
      (file) => writeSmallGguf(file, { metadata: { "general.architecture": "gemma" } }),
      /architecture gemma/,
    ],
    [
      "yarn",
      (file) =>
        writeSmallGguf(file, { metadata: { "llama.rope.scaling.type": "yarn", "llama.rope.scaling.factor": 2 } }),
      /scaled by yarn/,
    ],
    [
      "missing",
      (file) => writeSmallGguf(file, { change: (tensors) => tensors.slice(0, -1) }),
      /the weights layers\.1\.down are missing/,
    ],
    [
      "type",
      (file) =>
        writeSmallGguf(file, { change: (all) => all.map((it, at) => (at === 4 ? { ...it, type: T.IQ2_XXS } : it)) }),
      /as IQ2_XXS, which this program cannot read/,
    ],
    [
      "extra",
      (file) =>
        writeSmallGguf(file, {
          change: (all) => [...all, { ...(all[1] as (typeof all)[0]), name: "blk.0.attn_q.bias" }],
        }),
      /it has a tensor blk\.0\.attn_q\.bias/,
    ],
    [
      "tokenizer",
      (file) => writeSmallGguf(file, { metadata: { "tokenizer.ggml.pre": "viking" } }),
      /tokenizer of the kind gpt2, viking/,
    ],
  ];
  it.each(cases)("%s", async (name, write, expected) => {
    const file = join(folder, `bad-${name}.gguf`);
    write(file);
    const error = await openStored(file, "fp32").catch((it: unknown) => it);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(expected);
    expect((error as UserError).message).not.toContain("\n");
    expect((error as UserError).exitCode).toBe(2);
  });

  it("a header that lies about its sizes takes no time and no memory", async () => {
    const file = join(folder, "bad-sizes.gguf");
    writeSmallGguf(file, { change: (all) => all.map((it, at) => (at === 0 ? { ...it, dims: [2 ** 40, 256] } : it)) });
    await expect(readGguf(file)).rejects.toThrow(/exceeds the maximum allowed|it ends before the weights/);
  });
});

it("a model is written once, and again only in another format", async () => {
  const file = join(folder, "once.gguf");
  writeSmallGguf(file, { architecture: "qwen3" });
  expect((await openStored(file, "q8")).lines.join()).toMatch(/writing it as q8, once for this machine/);
  expect((await openStored(file, "q8")).lines).toEqual([]);
  expect((await openStored(file, "q4")).lines.join()).toMatch(/writing it as q4/);
});
