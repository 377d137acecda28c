import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { settingsOf } from "../../src/cli/commands/evaluate.ts";
import { settingsOf as repairSettingsOf } from "../../src/cli/commands/repair.ts";
import { readFlags } from "../../src/cli/flags/read.ts";
import { specOf } from "../../src/cli/model_parts.ts";
import { configHash } from "../../src/evaluation/config.ts";
import { ROOT } from "../support/program.ts";

interface Pinned {
  readonly command_line: string;
  readonly settings: object;
  readonly config_hash: string;
}

/** Command lines, and what version 0.1 made of them. */
const pinned: Pinned[] = JSON.parse(readFileSync(join(ROOT, "test/fixtures/settings_of_0.1.json"), "utf8"));

/** Names of today for those of version 0.1. */
const TODAY: Readonly<Record<string, string>> = {
  "--memory": "--limit-memory",
  "--cpu-time": "--limit-cpu-time",
  "--processes": "--limit-processes",
  "--output": "--limit-output",
  "--file-size": "--limit-file-size",
  "--disk": "--limit-disk",
  "--open-files": "--limit-open-files",
  "--max-iterations": "--iters",
  "--exec-semaphore": "--exec-concurrency",
  "--concurrent-problems": "--concurrency",
  "--llm-semaphore": "--requests",
};

function settings(words: readonly string[]): object {
  if (words[0] !== "repair") {
    const flags = readFlags("evaluate", words);
    return settingsOf(flags, specOf(flags));
  }
  const flags = readFlags("repair", words.slice(1));
  // Version 0.1 had one way to compare outputs, and did not say so.
  const { compare: _, ...others } = repairSettingsOf(flags, flags["model-key"] ?? "model_solution", undefined);
  return others;
}

describe("the settings that are hashed", () => {
  it.each(pinned)("are those of version 0.1 for $command_line", ({ command_line, settings: before, config_hash }) => {
    const words = command_line.split(" ").filter((word) => word !== "");
    for (const line of [words, words.map((word) => TODAY[word] ?? word)]) {
      expect(settings(line)).toEqual(before);
      expect(configHash({ ...settings(line) })).toBe(config_hash);
    }
  });
});
