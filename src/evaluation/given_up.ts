/** Which tasks a run goes on without, and when that is no longer the tasks' own fault. */
import type { ChatModel } from "../core/index.ts";
import { messageOf, ProcessDiedError, RefusedError, UserError } from "../lib/errors.ts";
import { answeringChat, fromMessage } from "../models/chat.ts";
import { BudgetSpent } from "./budget.ts";
import type { Job } from "./humaneval_eval.ts";

/** Failures in a row after which it is not the tasks that are to blame. */
const FAILURES_IN_A_ROW = 5;
/** A process that ends again and again takes minutes to load each time. */
export const DEATHS_IN_A_ROW = 3;

/** Lets a run go on when the model or its server fails on single tasks; and remembers which. */
export class GivenUp {
  readonly failures = new Map<string, string>();
  /** Tasks whose refusal is their outcome, and the server's words. */
  readonly refused = new Map<string, string>();
  readonly #enough = new AbortController();
  readonly #toAskAgain = new Set<Job>();
  #answered: number;
  #refusals = 0;
  #inARow = 0;
  #last: unknown;
  #isLastRound = false;

  /** @param answered samples that earlier sessions have recorded */
  constructor(answered = 0) {
    this.#answered = answered;
  }

  /** Aborted when the model's process has died so often that no further task is tried. */
  get enough(): AbortSignal {
    return this.#enough.signal;
  }

  /** For `evaluate`: a task whose calls failed is left for another session; so is one that ran out of budget. */
  readonly decide = (job: Job, error: unknown): boolean => {
    if (error instanceof BudgetSpent) return true;
    // What only the user can mend, every task would run into.
    if (error instanceof UserError) return false;
    this.failures.set(job.task.task_id, messageOf(error));
    // One death fails all the calls that were in work.
    if (error !== this.#last) this.#inARow++;
    this.#last = error;
    if (error instanceof RefusedError) {
      this.#refusals++;
      this.#toAskAgain.add(job);
      if (this.#isTheTasks()) return true;
    }
    if (!(error instanceof ProcessDiedError)) return this.#inARow < FAILURES_IN_A_ROW;
    if (this.#inARow >= DEATHS_IN_A_ROW) this.#enough.abort();
    return true;
  };

  succeeded(): void {
    this.#answered++;
    this.#inARow = 0;
  }

  /** A server that answers most tasks is well: what it refuses is wrong with the request. */
  #isTheTasks(): boolean {
    return this.#answered > 0 && this.#answered >= this.#refusals;
  }

  /**
   * Jobs that were refused beside others that were answered: to be run once more, when `wrap` takes a refusal for the
   * answer. None where it is the server that is to blame.
   */
  lastRound(): Job[] {
    if (!this.#isTheTasks()) return [];
    this.#isLastRound = true;
    for (const { task } of this.#toAskAgain) this.failures.delete(task.task_id);
    return [...this.#toAskAgain];
  }

  /** The same model; in the last round it gives an empty answer to what its server refuses. */
  wrap(model: ChatModel): ChatModel {
    const chat = answeringChat(async (messages, call) => {
      try {
        return fromMessage(await model.chat.invoke([...messages], call));
      } catch (error) {
        if (!this.#isLastRound || !(error instanceof RefusedError)) throw error;
        this.refused.set(call.task_id ?? "", messageOf(error));
        return { text: "", promptTokens: 0, completionTokens: 0, finishReason: "refused" };
      }
    });
    return { ...model, chat, [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
  }
}
