/** The table of presets, and what identifies one. */
import { createHash } from "node:crypto";
import { PRESETS, type PresetName, type Task } from "../../core/index.ts";
import { DEFAULT_LANGUAGE } from "../../languages/index.ts";
import { octopackDocs, octopackTests } from "./octopack.ts";
import { original } from "./original.ts";
import type { Preset } from "./preset.ts";

export type { Preset } from "./preset.ts";

const TABLE: Readonly<Record<PresetName, Preset>> = {
  "octopack-fixtests": octopackTests,
  "octopack-fixdocs": octopackDocs,
  original,
};

export function presetOf(name: PresetName): Preset {
  return TABLE[name];
}

/** The preset that a saved configuration names, where this version still has it as it was. */
export function savedPreset(config: Readonly<Record<string, unknown>> | undefined): Preset | undefined {
  const name = PRESETS.find((it) => it === config?.preset);
  return name !== undefined && presetHash(name) === config?.preset_hash ? presetOf(name) : undefined;
}

/** SHA-256 over all that a preset decides, its words as they render for a fixed task; the first 16 hex digits. */
export function presetHash(name: PresetName): string {
  const preset = presetOf(name);
  const decided = {
    ...{ flags: preset.flags, samples: preset.samples, sampling: preset.sampling(undefined) },
    ...{ question: preset.propose(PROBE), code: ANSWERS.map((answer) => preset.extract(answer, PROBE)) },
    repair: preset.reflect?.(PROBE, { candidate: "CODE", stdout: "OUT", stderr: "ERR" } as never),
  };
  return createHash("sha256").update(JSON.stringify(decided)).digest("hex").slice(0, 16);
}

const PROBE: Task = {
  ...{ task_id: "t", language: DEFAULT_LANGUAGE.id, docstring: "DOC", declaration: "HEAD\n", prompt: "HEAD\n  DOC\n" },
  ...{ buggy_solution: "  BUGGY\n", canonical_solution: "", entry_point: "f", bug_type: "", failure_symptoms: "" },
  check: { kind: "unit_tests", tests: "TESTS", helpers: "" },
};

const ANSWERS = [
  "\n  return 2\nprint(f(1))",
  `\`\`\`${DEFAULT_LANGUAGE.fence}\nreturn 2\n\`\`\``,
  "```\ntext\n```",
  "text",
];
