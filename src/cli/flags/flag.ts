/** A row of the table of flags. */
import type { SearchLimits } from "../../core/index.ts";
import type { Settings } from "../../evaluation/config.ts";
import type { LimitFlags } from "../../sandbox/limits.ts";
import type { Kind } from "./kinds.ts";

export const COMMAND_NAMES = [
  "evaluate",
  "doctor",
  "models",
  "fix",
  "feedback",
  "repair",
  "compare",
  "hygiene",
  "visualize",
  "report",
  "rescore",
  "verify",
  "export",
  "import",
  "merge",
  "worker",
  "queue",
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** Headings of `--help`, in their order. */
export const GROUPS = [
  "Model",
  "Input",
  "Attempts",
  "Tests and repair",
  "Run and results",
  "Queue",
  "Sandbox",
  "Limits of a candidate",
] as const;
type Group = (typeof GROUPS)[number];

/** Where a value stands in the configuration that is hashed. */
type SettingPath =
  | Exclude<keyof Settings, "sampling" | "limits" | "search">
  | `sampling.${keyof Settings["sampling"]}`
  | `limits.${keyof LimitFlags}`
  | `search.${keyof SearchLimits}`
  | "targetRatio";

/** What a flag says of itself, in all commands or in one. */
interface Saying {
  /** What the value is called in `--help`: its unit, where it has one. */
  readonly takes?: string;
  readonly help?: string;
  /** In words: what is done where it is not given. */
  readonly otherwise?: string;
  /** Names that it had before. They still work, and are not shown. */
  readonly old?: readonly string[];
  /** What to do about a value that it cannot have. */
  readonly hint?: string;
}

/** How a command's flag differs from the others' of the same name. */
export interface Variation extends Saying {
  readonly kind?: Kind;
  /** As it would be typed; null: this command has none. */
  readonly default?: string | null;
  readonly required?: true;
}

export interface Flag extends Saying {
  readonly group: Group;
  readonly kind: Kind;
  readonly help: string;
  /** As it would be typed. */
  readonly default?: string;
  /** Where its value goes, if it decides a run's numbers. */
  readonly setting?: SettingPath;
  /** The commands that have it. */
  readonly in: { readonly [C in CommandName]?: Variation };
}

/** These commands have the flag as it is. */
export function on<C extends CommandName>(...commands: readonly C[]): { readonly [K in C]: object } {
  return Object.fromEntries(commands.map((name) => [name, {}])) as { readonly [K in C]: object };
}
