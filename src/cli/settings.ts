/** Flags → the settings that decide a run's numbers. */

import type { SearchLimits } from "../core/index.ts";
import type { Settings } from "../evaluation/config.ts";
import type { EvaluateFlags } from "./evaluate_flags.ts";
import { limitsOf } from "./sandbox_flags.ts";

export function settingsFrom(flags: EvaluateFlags): Settings {
  const answerTimeoutSec = flags["answer-timeout"];
  return {
    context: flags.context,
    feedback: flags.feedback,
    imports: flags.imports,
    iters: flags.iters,
    samples: flags.samples,
    seed: flags.seed,
    sampling: {
      temperature: flags.temperature,
      topP: flags["top-p"],
      maxNewTokens: flags["max-new-tokens"],
      stop: [],
      ...(flags["stop-at-code"] && { stopAtCode: true as const }),
      ...(answerTimeoutSec !== undefined && { answerTimeoutSec }),
    },
    limits: limitsOf(flags),
    ...(flags.spec.kind === "search" && { search: searchOf(flags) }),
  };
}

function searchOf(flags: EvaluateFlags): SearchLimits {
  return { budget: flags["search-budget"], seconds: flags["search-seconds"], guide: flags["search-guide"] };
}
