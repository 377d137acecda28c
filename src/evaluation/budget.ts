/** What a run may cost: reserved before a call is made, counted from what the server says it used. */
import type { ChatModel, TokenUsage } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { answeringChat, fromMessage } from "../models/chat.ts";
import { CallSizes, type Prompt } from "./call_size.ts";
import { type BudgetLimits, costOf, isLimited, NOTHING, pays, shortfallOf, sum, totalOf } from "./price.ts";

/** A call that was not made because the budget does not pay it: nothing is wrong with the task. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
}

/** A call that waits for others to give back what they have reserved and not used. */
interface Waiting {
  readonly prompt: Prompt;
  readonly go: (reserved: TokenUsage) => void;
  readonly refuse: (error: BudgetSpent) => void;
}

/** Counts what a run has used, over all its sessions, and lets no call begin that could take it beyond. */
export class Budget {
  readonly #limits: BudgetLimits;
  readonly #sizes: CallSizes;
  readonly #spent = new AbortController();
  /** First come, first served: else a long prompt might wait for ever. */
  readonly #line: Waiting[] = [];
  #used: TokenUsage;
  #reserved = NOTHING;
  #inFlight = 0;
  /** The smallest call that could not be paid. */
  #refused: TokenUsage | undefined;

  /**
   * @param maxNewTokens what an answer is cut at
   * @param before tokens that earlier sessions of the run have used
   */
  constructor(limits: BudgetLimits, maxNewTokens: number, before: TokenUsage = NOTHING) {
    this.#limits = limits;
    this.#sizes = new CallSizes(maxNewTokens);
    this.#used = before;
  }

  /** Aborted at the first refusal of a call when no other could be paid either: until then, what is known costs nothing. */
  get spent(): AbortSignal {
    return this.#spent.signal;
  }

  get tokens(): number {
    return totalOf(this.#used);
  }

  /** Undefined where no price was given. */
  get cost(): number | undefined {
    return costOf(this.#limits, this.#used);
  }

  /** What was spent, and what was not paid any more, in words; undefined where every call was paid. */
  get shortfall(): string | undefined {
    if (this.#refused === undefined) return undefined;
    return `the budget is used up (${shortfallOf(this.#limits, this.#used, this.#refused)})`;
  }

  /**
   * The same model, which is asked only what the budget is sure to pay: a call reserves the most that it can take, and
   * waits while what others have reserved stands in its way.
   *
   * @throws BudgetSpent for a call that cannot be paid though no other is in flight
   */
  wrap(model: ChatModel): ChatModel {
    const chat = answeringChat(async (messages, call) => {
      const prompt = { messages, ...(call.useTools && { useTools: call.useTools }) };
      const reserved = await this.#reserve(prompt, call.signal);
      try {
        const answer = fromMessage(await model.chat.invoke([...messages], call));
        this.#count(model, prompt, answer, reserved);
        return answer;
      } finally {
        this.#release(reserved);
      }
    });
    return { ...model, chat, [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
  }

  /** @throws the signal's reason */
  async #reserve(prompt: Prompt, signal: AbortSignal | undefined): Promise<TokenUsage> {
    let leave = (): void => {};
    try {
      return await new Promise<TokenUsage>((go, refuse) => {
        const waiting = { prompt, go, refuse };
        leave = () => {
          const place = this.#line.indexOf(waiting);
          if (place >= 0) this.#line.splice(place, 1);
          refuse(signal?.reason);
          this.#serve();
        };
        this.#line.push(waiting);
        signal?.addEventListener("abort", leave);
        this.#serve();
      });
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  #release(reserved: TokenUsage): void {
    this.#reserved = sum(this.#reserved, reserved, -1);
    this.#inFlight--;
    this.#serve();
  }

  /** Lets as many of those that wait go as can be paid, in their order. */
  #serve(): void {
    for (let [first] = this.#line; first !== undefined; [first] = this.#line) {
      const most = this.#sizes.mostOf(first.prompt);
      const isPaid = pays(this.#limits, sum(sum(this.#used, this.#reserved), most));
      if (!isPaid && this.#inFlight > 0) return;
      this.#line.shift();
      if (isPaid) this.#letGo(first, most);
      else this.#refuse(first, most);
    }
  }

  #letGo({ go }: Waiting, most: TokenUsage): void {
    this.#reserved = sum(this.#reserved, most);
    this.#inFlight++;
    go(most);
  }

  #refuse({ refuse }: Waiting, most: TokenUsage): void {
    if (this.#refused === undefined || totalOf(most) < totalOf(this.#refused)) this.#refused = most;
    if (!pays(this.#limits, sum(this.#used, this.#sizes.least))) this.#spent.abort();
    refuse(new BudgetSpent("the budget is used up"));
  }

  #count(model: ChatModel, prompt: Prompt, answer: ReturnType<typeof fromMessage>, reserved: TokenUsage): void {
    const told = { prompt_tokens: answer.promptTokens, completion_tokens: answer.completionTokens };
    const isTold = totalOf(told) > 0;
    // Nobody says what an answer that was given up has cost: a server may bill all that it was allowed.
    const isGivenUp = !isTold && answer.finishReason === "deadline";
    this.#used = sum(this.#used, isGivenUp ? reserved : told);
    if (isTold) this.#sizes.learn(prompt, told);
    else if (!isGivenUp && isLimited(this.#limits))
      throw new UserError(`${model.name} does not say how many tokens it used: no budget can be kept`, {
        hint: "leave out --max-tokens-total and --max-cost",
      });
  }
}
