/** How a run asks its model: for nothing twice, for no more than it may spend, and past problems that fail alone. */

import type { ChatModel, SampleRecord, TokenUsage } from "../core/index.ts";
import { Budget } from "./budget.ts";
import { DEATHS_IN_A_ROW, GivenUp } from "./given_up.ts";
import { AnswerJournal, type JournalEntry, journalPath } from "./journal.ts";
import type { BudgetLimits } from "./price.ts";
import { answersOf, callKey, withSavedAnswers } from "./saved_answers.ts";
import type { Session } from "./session.ts";

export interface AskingOptions {
  readonly model: ChatModel;
  readonly session: Session;
  readonly out: string;
  readonly resume: boolean;
  readonly configHash: string;
  readonly limits: BudgetLimits;
  /** What the model's answers are cut at, in tokens. */
  readonly maxNewTokens: number;
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
  const { model, session, out, resume, configHash, limits, maxNewTokens } = options;
  const journal = options.journal ? await AnswerJournal.open(journalPath(out), resume, configHash) : undefined;
  const budget = new Budget(limits, maxNewTokens, tokensOf(session.recorded, journal?.entries));
  const givenUp = new GivenUp(session.recorded.length);
  const bounded = givenUp.wrap(budget.wrap(model));
  return {
    model: withSavedAnswers(journal?.wrap(bounded) ?? bounded, session.rejudge),
    budget,
    givenUp,
    stop: AbortSignal.any([budget.spent, givenUp.enough]),
    why: () => {
      if (budget.shortfall !== undefined) return budget.shortfall;
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
