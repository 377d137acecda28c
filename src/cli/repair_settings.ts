/** Flags of `repair` → the settings that decide its outcome, and the model that is asked. */
import type { RunFile } from "../core/index.ts";
import type { RepairSettings } from "../solutions/repair.ts";
import type { RepairFlags } from "./repair_flags.ts";
import { limitsFor, numberSetting } from "./solution_parts.ts";

/** @param saved the run that is gone on with: one that does not say how it compared did so as version 0.1 */
export function settingsOf(flags: RepairFlags, modelKey: string, saved: RunFile | undefined): RepairSettings {
  const answerTimeoutSec = flags["answer-timeout"];
  return {
    context: "docs",
    feedback: "assertion",
    imports: flags.imports,
    iters: flags["max-iterations"],
    samples: 1,
    seed: flags.seed,
    sampling: {
      temperature: flags.temperature,
      topP: 1,
      maxNewTokens: flags["max-new-tokens"],
      stop: [],
      ...(answerTimeoutSec !== undefined && { answerTimeoutSec }),
    },
    limits: limitsFor(flags),
    modelKey,
    targetRatio: flags["target-ratio"],
    compare: saved !== undefined && saved.config.compare === undefined ? "decimals" : flags.compare,
  };
}

/** What `openModel` is to be given besides the sampling. */
export function modelOptions(flags: RepairFlags) {
  const { device, revision, dtype, threads } = flags;
  return {
    requests: numberSetting(flags["llm-semaphore"], "LLM_SEMAPHORE", 5),
    device,
    ...(revision !== undefined && { revision }),
    ...(dtype !== undefined && { dtype }),
    ...(threads !== undefined && { threads }),
  };
}

export function modeOf(flags: RepairFlags): "new" | "overwrite" | "resume" {
  if (flags.resume || flags["force-resume"]) return "resume";
  return flags.overwrite ? "overwrite" : "new";
}
