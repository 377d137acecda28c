/** The flags of models behind an API: where it is, and what a run may cost. Shared by every command that asks one. */
import type { Options } from "yargs";
import { z } from "zod";
import type { BudgetLimits } from "../evaluation/budget.ts";
import { usageError } from "../lib/errors.ts";
import { parseModel } from "../models/index.ts";
import { numberFlag, text, wholeFrom } from "./flags.ts";

export const apiOptions = {
  "base-url": text(
    "a server that speaks the OpenAI protocol (vLLM, llama.cpp, Ollama, LM Studio), for example http://localhost:8000/v1",
  ),
  "model-module": text("a TypeScript file that exports a LangChain chat model, instead of a name"),
  "max-tokens-total": text("stop the run when it has used so many tokens"),
  "max-cost": text("stop the run when it has cost so much, at the prices given"),
  "price-in": text("price of a million tokens of prompts"),
  "price-out": text("price of a million tokens of answers"),
} as const satisfies Record<string, Options>;

const amount = numberFlag((it) => it >= 0, "must be a number of at least 0");

export const apiSchema = {
  "base-url": z.string().min(1, "must be a URL").optional(),
  "model-module": z.string().min(1, "must name a file").optional(),
  "max-tokens-total": wholeFrom(1).optional(),
  "max-cost": amount.optional(),
  "price-in": amount.optional(),
  "price-out": amount.optional(),
};
const flagsSchema = z.object(apiSchema);
export type ApiFlags = z.infer<typeof flagsSchema>;

/** @throws UserError (exit code 2) for a limit on the cost without a price */
export function budgetOf(flags: ApiFlags): BudgetLimits {
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

/** The model that was asked for: a name, a file, or both the search and a name. */
export function specOf(model: string | undefined, flags: ApiFlags & { readonly cascade?: string | undefined }) {
  const { "base-url": baseUrl, "model-module": module, cascade } = flags;
  return parseModel(model, { baseUrl, module, cascade });
}
