/** What all commands' flags are made of: how they read in `--help`, and what they must be. */
import type { Options } from "yargs";
import { z } from "zod";
import { usageError } from "../lib/errors.ts";

/** All values are read as text, so that zod and not yargs says what is wrong with them. */
export function text(description: string, fallback?: string): Options {
  return { type: "string", requiresArg: true, description, ...(fallback !== undefined && { default: fallback }) };
}

export function choice(description: string, values: readonly string[], fallback: string): Options {
  return text(`${description}: ${values.join(", ")}`, fallback);
}

export function flag(description: string): Options {
  return { type: "boolean", default: false, description };
}

/** The options under a heading of their own in `--help`. */
export function inGroup<T extends Readonly<Record<string, Options>>>(heading: string, options: T): T {
  const grouped = Object.entries(options).map(([name, option]) => [name, { ...option, group: `${heading}:` }]);
  return Object.fromEntries(grouped) as T;
}

export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(", ")}` });

export const wholeFrom = (low: number) =>
  z
    .string()
    .refine((it) => /^\d+$/.test(it) && Number(it) >= low && Number(it) <= Number.MAX_SAFE_INTEGER, {
      message: `must be a whole number of at least ${low}`,
    })
    .transform(Number);

export const numberFlag = (test: (value: number) => boolean, message: string) =>
  z
    .string()
    .refine((it) => it.trim() !== "" && Number.isFinite(Number(it)) && test(Number(it)), { message })
    .transform(Number);

export const seconds = numberFlag((it) => it > 0, "must be a number of seconds above 0");

/**
 * Checks the flags of a command together.
 *
 * @throws UserError (exit code 2) that names the flag
 */
export function parseFlags<T extends z.ZodType>(schema: T, raw: Readonly<Record<string, unknown>>): z.infer<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? "");
  if (Array.isArray(raw[name])) throw usageError(`--${name} is given more than once`);
  throw usageError(`--${name} ${issue?.message ?? "is wrong"}, not ${JSON.stringify(raw[name])}`);
}
