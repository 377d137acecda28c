/** `--preset`: the flags that a published evaluation decides, and what it asks of a model. */
import { presetOf } from "../agent/presets/index.ts";
import type { PresetName, Sampling } from "../core/index.ts";
import { usageError } from "../lib/errors.ts";
import type { ModelSpec } from "../models/index.ts";
import { readFlags } from "./flags/read.ts";
import type { FlagsOf } from "./flags/table.ts";

type Flags = FlagsOf<"evaluate">;

/**
 * The flags as the preset has them. The number of samples alone may be another: the label says so.
 *
 * @throws UserError (exit code 2) where a flag that it decides is given, too
 */
export function withPreset(flags: Flags, argv: readonly string[]): Flags {
  if (flags.preset === undefined) return flags;
  const { flags: decided, samples } = presetOf(flags.preset);
  const given = (name: string): boolean => argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const both = Object.keys(decided).find(given);
  if (both !== undefined) throw usageError(`--preset ${flags.preset} decides --${both}`, "leave one of them out");
  const words = Object.entries({ ...decided, ...(!given("samples") && { samples: String(samples) }) });
  const args = argv[0] === "evaluate" ? argv.slice(1) : argv;
  return readFlags("evaluate", [...words.flatMap(([name, value]) => [`--${name}`, value]), ...args]);
}

/** What it does to sampling that no flag can. */
export function presetSampling({ preset, language }: Flags): Partial<Sampling> {
  return preset === undefined ? {} : presetOf(preset).sampling(language);
}

/** Text that goes on, with no chat around it, is what models of this machine can be asked for; and what answers were saved of. */
const GO_ON: readonly ModelSpec["kind"][] = ["local", "gguf", "ollama", "lmstudio", "replay", "scripted"];

/** @throws UserError (exit code 2) for a model that cannot be asked so */
export function assertAskable(preset: PresetName, { kind, text }: ModelSpec): void {
  if (presetOf(preset).sampling(undefined).template !== "none" || GO_ON.includes(kind)) return;
  throw usageError(
    `--preset ${preset} shows a text to go on with, which ${text} cannot be asked for`,
    "name a local model",
  );
}
