/** What a run may cost, counted from what the server says it used. */

import type { ChatModel, TokenUsage } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { answeringChat, fromMessage } from "../models/chat.ts";

export interface BudgetLimits {
  /** Tokens of prompts and answers together. */
  readonly maxTokens?: number;
  /** In the currency of the prices. */
  readonly maxCost?: number;
  /** Per million tokens. */
  readonly priceIn?: number;
  readonly priceOut?: number;
}

/** A call that was not made because the budget is used up: nothing is wrong with the task. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
}

/** Counts what a run has used, over all its sessions. */
export class Budget {
  readonly #limits: BudgetLimits;
  readonly #spent = new AbortController();
  #promptTokens: number;
  #completionTokens: number;

  /** @param before tokens that earlier sessions of the run have used */
  constructor(limits: BudgetLimits, before: TokenUsage = { prompt_tokens: 0, completion_tokens: 0 }) {
    this.#limits = limits;
    this.#promptTokens = before.prompt_tokens;
    this.#completionTokens = before.completion_tokens;
    this.#check();
  }

  /** Aborted once the budget is used up. */
  get spent(): AbortSignal {
    return this.#spent.signal;
  }

  get tokens(): number {
    return this.#promptTokens + this.#completionTokens;
  }

  /** Undefined where no price was given. */
  get cost(): number | undefined {
    return costOf(this.#limits, { prompt_tokens: this.#promptTokens, completion_tokens: this.#completionTokens });
  }

  /**
   * The same model, which is not asked any more once the budget is used up. Calls in flight at that moment are
   * finished: a run can use more than its budget by what these take.
   */
  wrap(model: ChatModel): ChatModel {
    const chat = answeringChat(async (messages, call) => {
      if (this.#spent.signal.aborted) throw new BudgetSpent("the budget is used up");
      const answer = fromMessage(await model.chat.invoke([...messages], call));
      this.#count(model, answer);
      return answer;
    });
    return { ...model, chat, [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
  }

  #count(model: ChatModel, { promptTokens, completionTokens, finishReason }: ReturnType<typeof fromMessage>): void {
    this.#promptTokens += promptTokens;
    this.#completionTokens += completionTokens;
    const counted = promptTokens + completionTokens > 0 || finishReason === "deadline";
    if (!counted && this.#isLimited())
      throw new UserError(`${model.name} does not say how many tokens it used: no budget can be kept`, {
        hint: "leave out --max-tokens-total and --max-cost",
      });
    this.#check();
  }

  #isLimited(): boolean {
    return this.#limits.maxTokens !== undefined || this.#limits.maxCost !== undefined;
  }

  #check(): void {
    const { maxTokens = Number.POSITIVE_INFINITY, maxCost = Number.POSITIVE_INFINITY } = this.#limits;
    if (this.tokens >= maxTokens || (this.cost ?? 0) >= maxCost) this.#spent.abort();
  }
}

/** What tokens cost; undefined where no price is known. */
export function costOf({ priceIn, priceOut }: BudgetLimits, used: TokenUsage): number | undefined {
  if (priceIn === undefined && priceOut === undefined) return undefined;
  return (used.prompt_tokens * (priceIn ?? 0) + used.completion_tokens * (priceOut ?? 0)) / 1e6;
}
