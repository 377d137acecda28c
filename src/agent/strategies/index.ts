/** The table of strategies. */
import type { StrategyName } from "../../core/index.ts";
import { avoid, fresh, goOn, rewrite, sample } from "./ask_again.ts";
import { editBlocks } from "./edit_blocks.ts";
import { hints, smallest } from "./small_changes.ts";
import type { Strategy } from "./strategy.ts";

export type { Situation, Strategy } from "./strategy.ts";

const TABLE: Readonly<Record<StrategyName, Strategy>> = {
  continue: goOn,
  sample,
  fresh,
  rewrite,
  avoid,
  smallest,
  hints,
  edits: editBlocks,
};

/** How repairs are asked for where nobody says: the best of those measured on tasks of our own (docs/agent.md). */
export const DEFAULT_REPAIR: { readonly strategy: StrategyName; readonly temperature: number } = {
  strategy: "rewrite",
  temperature: 0.8,
};

/** The same for one's own code, where the time says how many. Chosen, not measured yet (docs/fix.md). */
export const FIX_REPAIR: { readonly strategy: readonly StrategyName[]; readonly temperature: number } = {
  strategy: ["rewrite", "smallest"],
  temperature: 0.8,
};

export function strategyOf(name: StrategyName): Strategy {
  return TABLE[name];
}
