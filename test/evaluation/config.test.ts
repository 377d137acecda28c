import { describe, expect, it } from "vitest";
import { promptFingerprint } from "../../src/agent/prompt_fingerprint.ts";
import type { ChatModel, RunFile } from "../../src/core/index.ts";
import {
  configHash,
  JUDGE_VERSION,
  runConfig,
  type Settings,
  withExtraction,
  withJudge,
} from "../../src/evaluation/config.ts";
import saved from "../fixtures/settings_of_0.1.json" with { type: "json" };

const MODEL = { name: "m", identity: { revision: "r" } } as unknown as ChatModel;

/** What these settings have had since version 0.1: a run must go on under the same hash. */
const PINNED: Readonly<Record<string, string>> = {
  "": "0894a002436ed0ad",
  "--iters 2 --context docs+tests --feedback verdict": "5e140ca11b573a66",
  "--temperature 0.8 --top-p 0.95 --samples 5 --seed 7": "2df3f1fb30d39076",
  "--imports none --timeout 2.5": "1b2a892f03299b83",
  "--model search": "1c70c5701e2e3126",
};

const FIRST = { config: { extraction: 1 } } as unknown as RunFile;

describe("config_hash", () => {
  it.each(Object.entries(PINNED))('of "%s" stays', (commandLine, hash) => {
    const settings = saved.find((it) => it.command_line === commandLine)?.settings as Settings;
    expect(configHash(withExtraction(runConfig(MODEL, settings), FIRST))).toBe(hash);
  });

  it("names the judge, but for a run of a version that did not", () => {
    const config = runConfig(MODEL, saved[0]?.settings as Settings);
    expect(withJudge(config, undefined)).toEqual({ ...config, judge: JUDGE_VERSION });
    expect(withJudge(config, { config: { judge: 1 } } as unknown as RunFile).judge).toBe(JUDGE_VERSION);
    expect(withJudge(config, { config: {} } as RunFile)).toBe(config);
  });

  it("names the extraction, but for a run that was begun with the first", () => {
    const config = runConfig(MODEL, saved[0]?.settings as Settings);
    expect(withExtraction(config, undefined).extraction).toBe(2);
    expect(withExtraction(config, { config: { extraction: 2 } } as unknown as RunFile).extraction).toBe(2);
    expect(withExtraction(config, FIRST).extraction).toBe(1);
  });

  it("covers every word that a model is told", () => {
    expect(promptFingerprint()).toBe("e8658a0f9271610d8183cac5391a3bbbce8013c625d5163bc6d8ad4188eb0a08");
  });
});
