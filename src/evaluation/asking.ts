/** How a run asks its model: for nothing twice, for no more than it may spend, and past problems that fail alone. */

import type { ChatModel, SampleRecord, TokenUsage } from "../core/index.ts";
import { messageOf, ProcessDiedError, UserError } from "../lib/errors.ts";
import { Budget, type BudgetLimits, BudgetSpent } from "./budget.ts";
import type { Job } from "./humaneval_eval.ts";
import { AnswerJournal, type JournalEntry, journalPath } from "./journal.ts";
import { answersOf, callKey, withSavedAnswers } from "./saved_answers.ts";
import type { Session } from "./session.ts";

export interface AskingOptions {
  readonly model: ChatModel;
  readonly session: Session;
  readonly out: string;
  readonly resume: boolean;
  readonly configHash: string;
  readonly limits: BudgetLimits;
  /** Whether answers are worth writing down before the record that will hold them. */
  readonly journal: boolean;
}

export interface Asking extends AsyncDisposable {
  /** What the agent is to be given. */
  readonly model: ChatModel;
  readonly budget: Budget;
  readonly givenUp: GivenUp;
  /** Aborted: no further task is worth a try. */
  readonly stop: AbortSignal;
  /** Why some tasks have no record, where some have none. */
  readonly why: () => string;
  /** Every task has its record: nothing needs to be remembered besides. */
  complete(): Promise<void>;
}

/**
 * Answers are taken from the records that are judged again, then from the journal of an interrupted session, and only
 * then asked for, within the budget.
 */
export async function openAsking(options: AskingOptions): Promise<Asking> {
  const { model, session, out, resume, configHash, limits } = options;
  const journal = options.journal ? await AnswerJournal.open(journalPath(out), resume, configHash) : undefined;
  const budget = new Budget(limits, tokensOf(session.recorded, journal?.entries));
  const bounded = budget.wrap(model);
  const givenUp = new GivenUp();
  return {
    model: withSavedAnswers(journal?.wrap(bounded) ?? bounded, session.rejudge),
    budget,
    givenUp,
    stop: AbortSignal.any([budget.spent, givenUp.enough]),
    why: () => {
      if (budget.spent.aborted) return "the budget is used up";
      return givenUp.enough.aborted ? `the model's process died ${DEATHS_IN_A_ROW} times in a row` : "the model failed";
    },
    complete: async () => journal?.discard(),
    [Symbol.asyncDispose]: async () => journal?.[Symbol.asyncDispose](),
  };
}

/** Tokens that earlier sessions of a run have used: those of the journal, and of records that it does not know. */
function tokensOf(records: readonly SampleRecord[], entries: readonly JournalEntry[] = []): TokenUsage {
  const written = new Set(entries.map(callKey));
  const recorded = records.flatMap(answersOf).flatMap(([key, answer]) => (written.has(key) ? [] : [answer]));
  const total = (key: keyof TokenUsage): number =>
    [...entries, ...recorded].reduce((sum, it) => sum + it.token_usage[key], 0);
  return { prompt_tokens: total("prompt_tokens"), completion_tokens: total("completion_tokens") };
}

/** Failures in a row after which it is not the tasks that are to blame. */
const FAILURES_IN_A_ROW = 5;
/** A process that ends again and again takes minutes to load each time. */
const DEATHS_IN_A_ROW = 3;

/** Lets a run go on when the model or its server fails on single tasks; and remembers which. */
class GivenUp {
  readonly failures = new Map<string, string>();
  readonly #enough = new AbortController();
  #inARow = 0;
  #last: unknown;

  /** Aborted when the model's process has died so often that no further task is tried. */
  get enough(): AbortSignal {
    return this.#enough.signal;
  }

  /** For `evaluate`: a task whose calls failed is left for another session; so is one that ran out of budget. */
  readonly decide = ({ task }: Job, error: unknown): boolean => {
    if (error instanceof BudgetSpent) return true;
    // What only the user can mend, every task would run into.
    if (error instanceof UserError) return false;
    this.failures.set(task.task_id, messageOf(error));
    // One death fails all the calls that were in work.
    if (error !== this.#last) this.#inARow++;
    this.#last = error;
    if (!(error instanceof ProcessDiedError)) return this.#inARow < FAILURES_IN_A_ROW;
    if (this.#inARow >= DEATHS_IN_A_ROW) this.#enough.abort();
    return true;
  };

  succeeded(): void {
    this.#inARow = 0;
  }
}
