import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeExternalFile } from "../../../src/models/graph/external_file.ts";
import { writeModel } from "../../../src/models/graph/model_files.ts";
import { needsExternalData, randomModelFiles, SHAPES } from "../../../src/models/graph/random_model.ts";
import { loadFiles, loadFolder, randomPrompts } from "../decoding/loaded.ts";
import { readAlone } from "./passes.ts";

test("weights beside the graph give the logits of weights in it, and other formats in the folder stay whole", async () => {
  const folder = await mkdtemp(join(tmpdir(), "external-"));
  const path = join(folder, "onnx/model.onnx_data");
  const file = writeExternalFile(path, (external) => randomModelFiles(3, {}, external));
  await writeModel(folder, file.built);
  expect(file.bytes).toBe((await stat(path)).size);
  expect((await stat(join(folder, "onnx/model.onnx"))).size).toBeLessThan(file.bytes / 10);
  const config = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
  expect(config["transformers.js_config"]).toEqual({ use_external_data_format: { "model.onnx": 1 } });
  const q4 = randomModelFiles(3, { format: "q4" });
  await writeModel(folder, new Map([...q4].filter(([name]) => name.startsWith("onnx/"))));
  const inside = [await loadFiles(randomModelFiles(3)), await loadFiles(q4, undefined, "q4")];
  const beside = [await loadFolder(folder), await loadFolder(folder, "q4")];
  for (const ids of randomPrompts(3, 400)) {
    for (const [at, model] of inside.entries()) {
      expect(await readAlone(beside[at] ?? model, ids)).toEqual(await readAlone(model, ids));
    }
  }
  await rm(folder, { recursive: true });
});

test("only what protobuf cannot hold needs it", () => {
  const shape = SHAPES["qwen2.5-0.5b"];
  expect(needsExternalData({ shape })).toBe(true);
  expect(needsExternalData({ shape, format: "q8" })).toBe(false);
  expect(needsExternalData({})).toBe(false);
});
