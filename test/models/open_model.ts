import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";
import type { ChatModel, RepairCallOptions, Sampling } from "../../src/core/index.ts";
import { fromMessage } from "../../src/models/chat.ts";
import { type OpenOptions, parseModel } from "../../src/models/index.ts";
import { openModel } from "../../src/search/model.ts";

/** A real trained model that may lie beside the project. */
export const STORIES = resolve("../shared/data/models/stories260K");
export const hasStories = existsSync(STORIES);

export const GREEDY: Sampling = { temperature: 0, topP: 1, maxNewTokens: 64, stop: [] };

const cacheDir = await mkdtemp(join(tmpdir(), "models-test-"));
afterAll(() => rm(cacheDir, { recursive: true, force: true }));

/** Opens a model with a cache of the test file's own. */
export function open(model: string, sampling: Partial<Sampling> = {}, more: Partial<OpenOptions> = {}) {
  return openModel(parseModel(model), { sampling: { ...GREEDY, ...sampling }, cacheDir, report: () => {}, ...more });
}

/** Asks with one message of the user. */
export async function ask(model: ChatModel, text: string, call: RepairCallOptions = {}) {
  return fromMessage(await model.chat.invoke(text, call));
}
