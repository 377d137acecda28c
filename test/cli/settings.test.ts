import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { settingsOf } from "../../src/cli/commands/evaluate.ts";
import { settingsOf as repairSettingsOf } from "../../src/cli/commands/repair.ts";
import { readFlags } from "../../src/cli/flags/read.ts";
import { specOf } from "../../src/cli/model_parts.ts";
import type { RunFile } from "../../src/core/index.ts";
import { configHash, withRepairs } from "../../src/evaluation/config.ts";
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

const SAVED = { config: {} } as unknown as RunFile;

function settings(words: readonly string[]): object {
  if (words[0] !== "repair") {
    const flags = readFlags("evaluate", words);
    // Repairs are asked for otherwise today; a run that names no strategy goes on as it was.
    return withRepairs(settingsOf(flags, specOf(flags)), SAVED);
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

  it("say how repairs are asked for, and at which temperature, in a new run", () => {
    const today = (line: string): object => {
      const flags = readFlags("evaluate", line.split(" "));
      return settingsOf(flags, specOf(flags));
    };
    expect(today("--iters 1")).toMatchObject({ strategy: "rewrite", repairTemperature: 0.8 });
    expect(today("--iters 1 --temperature 1")).not.toHaveProperty("repairTemperature");
    for (const line of ["--iters 1 --strategy continue", "--iters 0 --strategy sample"]) {
      expect(today(line)).not.toHaveProperty("strategy");
      expect(today(line)).not.toHaveProperty("repairTemperature");
    }
    const guided = "--guide examples --candidates 4 --task-tokens 900 --prompt brief";
    expect(today(guided)).toMatchObject({
      ...{ guide: "examples", candidates: 4, prompt: "brief", repairTemperature: 0.8, spending: { tokens: 900 } },
    });
  });

  it.each([
    ["--candidates 2", "needs --guide examples"],
    ["--task-cost 1", "needs prices"],
    ["--preset original --strategy fresh", "decides what is asked"],
    ["--model search --guide examples --candidates 2", "of no use with --model search"],
  ])("cannot be made of %s", (line, why) => {
    const flags = readFlags("evaluate", line.split(" "));
    expect(() => settingsOf(flags, specOf(flags))).toThrow(why);
  });
});
