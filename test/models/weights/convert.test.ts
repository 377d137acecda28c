import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { convertedModel } from "../../../src/models/weights/convert.ts";
import { readGguf } from "../../../src/models/weights/gguf_file.ts";
import { smallFilesOfGguf } from "../../../src/models/weights/small_files.ts";
import { writtenBytes } from "../../../src/models/weights/written_size.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { writeSmallGguf } from "./small_models.ts";

async function conversion(cacheDir: string, more: { signal?: AbortSignal; report?: (line: string) => void } = {}) {
  const file = join(cacheDir, "small.gguf");
  mkdirSync(cacheDir, { recursive: true });
  writeSmallGguf(file);
  const model = await readGguf(file);
  const what = { model, name: "small", sourceHash: "0123456789abcdef", small: smallFilesOfGguf(model, file), cacheDir };
  return { ...what, format: "q8" as const, attention: "grouped" as const, report: () => {}, ...more };
}

it("a conversion that is given up leaves nothing, and the next one starts anew", async () => {
  const cacheDir = temporaryFolder();
  const stop = new AbortController();
  const given = conversion(cacheDir, { signal: stop.signal, report: () => stop.abort(new Error("enough")) });
  await expect(convertedModel(await given)).rejects.toThrow("enough");
  expect(readdirSync(join(cacheDir, "converted"))).toEqual([]);
  const folder = await convertedModel(await conversion(cacheDir));
  expect(existsSync(join(folder, "onnx/model.onnx_data"))).toBe(true);
});

it("what a killed process left is removed, what a living one writes is not", async () => {
  const cacheDir = temporaryFolder();
  const parent = join(cacheDir, "converted");
  // Larger than any process id of Linux.
  const [dead, living] = [".building-5000000-x", `.building-${process.ppid}-x`];
  for (const name of [dead, living]) mkdirSync(join(parent, name), { recursive: true });
  writeFileSync(join(parent, dead, "half"), "half");
  await convertedModel(await conversion(cacheDir));
  expect(readdirSync(parent).filter((name) => name.startsWith(".building"))).toEqual([living]);
});

it("two at once write one model", async () => {
  const cacheDir = temporaryFolder();
  const [one, other] = [await conversion(cacheDir), await conversion(cacheDir)];
  const folders = await Promise.all([convertedModel(one), convertedModel(other)]);
  expect(folders[0]).toBe(folders[1]);
  expect(readdirSync(join(cacheDir, "converted"))).toHaveLength(1);
});

it("knows what it will take before it starts", async () => {
  const { model } = await conversion(temporaryFolder());
  const floats = writtenBytes(model, "fp32");
  for (const format of ["q8", "q4", "w8a8", "exact"] as const)
    expect(writtenBytes(model, format)).toBeLessThan(floats * 1.2);
  // Room that no disk has.
  const tensors = { ...model.tensors, embed: { ...model.tensors.embed, outputs: 2 ** 45 } } as typeof model.tensors;
  const huge = { ...(await conversion(temporaryFolder())), model: { ...model, tensors } };
  await expect(convertedModel(huge)).rejects.toThrow(/small as q8 takes \d+\.\d GiB, and .* has/);
});
