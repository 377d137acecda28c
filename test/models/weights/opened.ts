/** Opens stored models in this process, with a cache of the test file's own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openKvSession } from "../../../src/models/decoding/kv_session.ts";
import { localModel } from "../../../src/models/local/local_model.ts";
import { ggufModel, safetensorsModel } from "../../../src/models/weights/open_stored.ts";
import { loadFolder } from "../decoding/loaded.ts";

export const folder = await mkdtemp(join(tmpdir(), "weights-test-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

export const PROMPT = [5, 90, 17, 200, 33, 33, 8, 61];

function options(name: string, dtype: string, report: (line: string) => void = () => {}) {
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] };
  return { model: name, dtype, sampling, cacheDir: join(folder, "cache"), report };
}

/** Where the written model lies, and what was said on the way. */
export async function openStored(path: string, dtype: string) {
  const lines: string[] = [];
  const own = options(path, dtype, (line) => lines.push(line));
  if (path.endsWith(".gguf")) return { local: await ggufModel(path, own), lines };
  const local = await localModel(path);
  if (local === undefined) throw new Error(`no folder ${path}`);
  return { local: await safetensorsModel(local, own), lines };
}

/** Logits behind each token of the prompt. */
export async function logitsOf(path: string, dtype: string): Promise<Float32Array> {
  const { local } = await openStored(path, dtype);
  const session = openKvSession((await loadFolder(local.folder)).model);
  return Float32Array.from((await session.run(session.empty, PROMPT, PROMPT.length)).logits);
}

/** The largest difference, in units of the spread of the expected ones. */
export function difference(actual: Float32Array, expected: Float32Array): number {
  const spread = Math.max(...expected) - Math.min(...expected);
  return Math.max(...actual.map((value, at) => Math.abs(value - (expected[at] ?? 0)))) / spread;
}
