/** Tokens, what they cost, and how many of them a run may use. */
import type { TokenUsage } from "../core/index.ts";

export interface BudgetLimits {
  /** Tokens of prompts and answers together. */
  readonly maxTokens?: number;
  /** In the currency of the prices. */
  readonly maxCost?: number;
  /** Per million tokens. */
  readonly priceIn?: number;
  readonly priceOut?: number;
}

export const NOTHING: TokenUsage = { prompt_tokens: 0, completion_tokens: 0 };

export function totalOf({ prompt_tokens, completion_tokens }: TokenUsage): number {
  return prompt_tokens + completion_tokens;
}

/** @param sign -1 takes `b` away */
export function sum(a: TokenUsage, b: TokenUsage, sign: 1 | -1 = 1): TokenUsage {
  return {
    prompt_tokens: a.prompt_tokens + sign * b.prompt_tokens,
    completion_tokens: a.completion_tokens + sign * b.completion_tokens,
  };
}

/** What tokens cost; undefined where no price is known. */
export function costOf({ priceIn, priceOut }: BudgetLimits, used: TokenUsage): number | undefined {
  if (priceIn === undefined && priceOut === undefined) return undefined;
  return (used.prompt_tokens * (priceIn ?? 0) + used.completion_tokens * (priceOut ?? 0)) / 1e6;
}

export function isLimited({ maxTokens, maxCost }: BudgetLimits): boolean {
  return maxTokens !== undefined || maxCost !== undefined;
}

/** Whether so much may be used. */
export function pays(limits: BudgetLimits, total: TokenUsage): boolean {
  return isWithinTokens(limits, total) && (costOf(limits, total) ?? 0) <= (limits.maxCost ?? Number.POSITIVE_INFINITY);
}

function isWithinTokens({ maxTokens = Number.POSITIVE_INFINITY }: BudgetLimits, total: TokenUsage): boolean {
  return totalOf(total) <= maxTokens;
}

/** In words, why `next` is not paid any more: in tokens where they are short, else in money. */
export function shortfallOf(limits: BudgetLimits, used: TokenUsage, next: TokenUsage): string {
  const inTokens = !isWithinTokens(limits, sum(used, next));
  const money = (usage: TokenUsage): string => `${Number((costOf(limits, usage) ?? 0).toPrecision(6))}`;
  const text = inTokens ? (usage: TokenUsage) => `${totalOf(usage)}` : money;
  const limit = inTokens ? `${limits.maxTokens} tokens` : `${limits.maxCost}`;
  return `${text(used)} of ${limit} spent, and one more call may take ${text(next)}`;
}
