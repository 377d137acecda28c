/** Flags → the part of the configuration that the user chose; the table says where each value goes. */
import type { Flag } from "./flag.ts";
import { TABLE, type Table } from "./table.ts";

type Part = "" | "sampling" | "limits" | "search";

/** The name of a setting inside its part. */
type Inside<S, P extends Part> = P extends ""
  ? S extends `${string}.${string}`
    ? never
    : S
  : S extends `${P}.${infer Rest}`
    ? Rest
    : never;

type SettingOf<K, P extends Part> = K extends keyof Table
  ? Table[K] extends { setting: infer S }
    ? Inside<S, P> & string
    : never
  : never;
/** Flags that may have no value, and switches, which are recorded where they are on. */
type Unsure<T> = undefined extends T ? true : T extends boolean ? true : false;

/** The settings of one part that flags decide. */
export type Chosen<F, P extends Part> = {
  readonly [K in keyof F as Unsure<F[K]> extends true ? never : SettingOf<K, P>]: F[K];
} & {
  readonly [K in keyof F as Unsure<F[K]> extends true ? SettingOf<K, P> : never]?: Exclude<F[K], false | undefined>;
};

/** @param part where the settings stand in the configuration: "sampling" for `sampling.temperature` */
export function chosen<F extends object, P extends Part>(flags: F, part: P): Chosen<F, P> {
  const rows: Readonly<Record<string, Flag | undefined>> = TABLE;
  const values = Object.entries(flags).flatMap(([name, value]): [string, unknown][] => {
    const inside = insideOf(rows[name]?.setting, part);
    return inside === undefined || value === undefined || value === false ? [] : [[inside, value]];
  });
  return Object.fromEntries(values) as unknown as Chosen<F, P>;
}

function insideOf(setting: Flag["setting"], part: Part): string | undefined {
  const [first = "", second] = setting?.split(".") ?? [];
  if (setting === undefined) return undefined;
  if (part === "") return second === undefined ? first : undefined;
  return first === part ? second : undefined;
}
