import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openKvSession } from "../../../src/models/decoding/kv_session.ts";
import { selfCheck } from "../../../src/models/decoding/self_check.ts";
import { cutsOffByteProducts, isCutOff } from "../../../src/models/graph/byte_products.ts";
import { convertedModel } from "../../../src/models/weights/convert.ts";
import { readGguf } from "../../../src/models/weights/gguf_file.ts";
import { smallFilesOfGguf } from "../../../src/models/weights/small_files.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { loadFolder } from "../decoding/loaded.ts";
import { writeSmallGguf } from "../weights/small_models.ts";

test("a sum of which pairs were cut off at 16 bits is recognised, and a right one is not", () => {
  const right = 64 * 255 * 127;
  expect(isCutOff(Float32Array.of(right, right))).toBe(false);
  expect(isCutOff(Float32Array.of(right, 32 * 32_767))).toBe(true);
});

test.runIf(process.arch === "x64" && process.platform === "linux")(
  "on this machine it is as its processor's instructions say",
  async () => {
    const flags = readFileSync("/proc/cpuinfo", "utf8");
    expect(await cutsOffByteProducts()).toBe(!/avx512_vnni|avx_vnni/.test(flags));
  },
);

test("weights as unsigned bytes give the same bits as signed ones", async () => {
  const cacheDir = temporaryFolder();
  mkdirSync(cacheDir, { recursive: true });
  const file = join(cacheDir, "small.gguf");
  writeSmallGguf(file, { architecture: "qwen2", tied: true });
  const model = await readGguf(file);
  const small = smallFilesOfGguf(model, file);
  const what = { model, name: "small", sourceHash: "0123456789abcdef", small, cacheDir, report: () => {} };
  const ids = Array.from({ length: 90 }, (_, index) => 20 + ((index * 37) % 200));
  const logits: Float32Array[] = [];
  for (const unsigned of [false, true]) {
    const folder = await convertedModel({ ...what, format: "w8a8", attention: "grouped", unsigned });
    const session = openKvSession((await loadFolder(folder)).model);
    expect(await selfCheck(session, ids)).toEqual({ worst: 0 });
    logits.push(Float32Array.from((await session.run(session.empty, ids, ids.length)).logits));
  }
  expect(logits[1]).toEqual(logits[0]);
  expect(readdirSync(join(cacheDir, "converted")).sort()).toHaveLength(2);
});
