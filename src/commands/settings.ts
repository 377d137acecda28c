/** Flags → the settings that decide a run's numbers. */
import { DEFAULT_LIMITS } from "../agent/sandbox/limits.ts";
import type { Settings } from "../eval/config.ts";
import type { EvaluateFlags } from "./evaluate_flags.ts";

export function settingsFrom(flags: EvaluateFlags): Settings {
  const answerTimeoutSec = flags["answer-timeout"];
  return {
    context: flags.context,
    feedback: flags.feedback,
    imports: flags.imports,
    iters: flags.iters,
    samples: 1,
    seed: flags.seed,
    sampling: {
      temperature: flags.temperature,
      topP: flags["top-p"],
      maxNewTokens: flags["max-new-tokens"],
      stop: [],
      ...(answerTimeoutSec !== undefined && { answerTimeoutSec }),
    },
    limits: { ...DEFAULT_LIMITS, timeoutSec: flags.timeout, cpuSec: Math.ceil(flags.timeout) },
  };
}
