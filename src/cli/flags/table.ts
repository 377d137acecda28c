/**
 * The table of flags. What a command line may say, how it is read, the types of the flags, `--help`, docs/flags.md and
 * the configuration that is hashed all come from it.
 */
import { attemptFlags } from "./attempt_flags.ts";
import { fixFlags } from "./fix_flags.ts";
import type { CommandName, Flag, Variation } from "./flag.ts";
import { inputFlags } from "./input_flags.ts";
import type { List, Read, Switch } from "./kinds.ts";
import { modelFlags } from "./model_flags.ts";
import { queueFlags } from "./queue_flags.ts";
import { runFlags } from "./run_flags.ts";
import { sandboxFlags } from "./sandbox_flags.ts";

export const TABLE = {
  ...modelFlags,
  ...inputFlags,
  ...attemptFlags,
  ...fixFlags,
  ...runFlags,
  ...queueFlags,
  ...sandboxFlags,
};

export type Table = typeof TABLE;

/** The flags that a command has. */
export type NameIn<C extends CommandName> = {
  [K in keyof Table]: C extends keyof Table[K]["in"] ? K : never;
}[keyof Table];

type VariationOf<C extends CommandName, K extends keyof Table> = C extends keyof Table[K]["in"]
  ? Table[K]["in"][C]
  : never;
type KindOf<C extends CommandName, K extends keyof Table> =
  VariationOf<C, K> extends { kind: infer V } ? V : Table[K]["kind"];

/** Whether a flag has a value even where it is not given. */
type HasValue<C extends CommandName, K extends keyof Table> =
  VariationOf<C, K> extends { default: null }
    ? false
    : VariationOf<C, K> extends { default: string } | { required: true }
      ? true
      : Table[K] extends { default: string }
        ? true
        : KindOf<C, K> extends Switch | List<unknown>
          ? true
          : false;

/** The value of a flag that was given, or has a default. */
export type ValueOf<C extends CommandName, K extends keyof Table> = Read<KindOf<C, K>>;

export type Always<C extends CommandName, K extends keyof Table> = HasValue<C, K> extends true ? K : never;

/** A command's flags, checked one by one. */
export type FlagsOf<C extends CommandName> = {
  readonly [K in NameIn<C>]: HasValue<C, K> extends true ? ValueOf<C, K> : ValueOf<C, K> | undefined;
} & {
  /** What the command line says besides flags. */
  readonly words: readonly string[];
};

/** A command's flag: the row, and what the command changes of it. */
export type Row = Omit<Flag, "default" | "in"> &
  Omit<Variation, "default"> & { readonly name: string; readonly default?: string };

/** The flags of a command, in the order of the table. */
export function rowsOf(command: CommandName): Row[] {
  const rows: [string, Flag][] = Object.entries(TABLE);
  return rows.flatMap(([name, flag]) => {
    const own = flag.in[command];
    if (own === undefined) return [];
    const { in: _, ...row } = { ...flag, ...own };
    const { default: fallback, ...rest } = row;
    return [{ ...rest, name, ...(typeof fallback === "string" && { default: fallback }) }];
  });
}
