/** Which model is asked and what it may cost, from the flags of the commands that ask one. */
import type { BudgetLimits } from "../evaluation/price.ts";
import { usageError } from "../lib/errors.ts";
import { type ModelSpec, parseModel } from "../models/index.ts";
import type { FlagsOf } from "./flags/table.ts";

type Asking = Pick<
  FlagsOf<"repair">,
  "model" | "base-url" | "model-module" | "max-tokens-total" | "max-cost" | "price-in" | "price-out"
>;
type Local = Pick<FlagsOf<"repair">, "revision" | "dtype" | "device" | "threads">;

/**
 * @param fallback where no model is named
 * @throws UserError (exit code 2) for what cannot be
 */
export function specOf(flags: Asking & { readonly cascade?: string | undefined }, fallback?: string): ModelSpec {
  const { model, cascade, "base-url": baseUrl, "model-module": module } = flags;
  const named = model ?? (cascade === undefined && module === undefined ? fallback : undefined);
  return parseModel(named, { baseUrl, module, cascade });
}

/** @throws UserError (exit code 2) for a limit on the cost without a price */
export function budgetOf(flags: Asking): BudgetLimits {
  const [maxTokens, maxCost] = [flags["max-tokens-total"], flags["max-cost"]];
  const [priceIn, priceOut] = [flags["price-in"], flags["price-out"]];
  if (maxCost !== undefined && priceIn === undefined && priceOut === undefined)
    throw usageError("--max-cost needs prices", "give --price-in and --price-out, per million tokens");
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(maxCost !== undefined && { maxCost }),
    ...(priceIn !== undefined && { priceIn }),
    ...(priceOut !== undefined && { priceOut }),
  };
}

/** How a model that computes here is opened. */
export function localOptions({ revision, dtype, device, threads }: Local) {
  return {
    device,
    ...(revision !== undefined && { revision }),
    ...(dtype !== undefined && { dtype }),
    ...(threads !== undefined && { threads }),
  };
}

type Going = Pick<FlagsOf<"repair">, "resume" | "force-resume" | "overwrite">;

/** What becomes of results that are there already. */
export function modeOf(flags: Going): "new" | "overwrite" | "resume" {
  const resume = flags.resume || flags["force-resume"];
  if (resume && flags.overwrite) throw usageError("--overwrite and --resume exclude each other");
  if (resume) return "resume";
  return flags.overwrite ? "overwrite" : "new";
}
