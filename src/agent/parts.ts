/** What the agent is made of, and what comes of it. */
import type {
  Attempt,
  ChatModel,
  Context,
  Feedback,
  Guide,
  Judge,
  OwnTests,
  PresetName,
  PromptName,
  SearchTrace,
  Spending,
  Stop,
  StrategyName,
  Task,
} from "../core/index.ts";
import type { SearchParts } from "../search/step.ts";

/** What the agent is made of; the judge runs the candidate and says how it ended. */
export interface AgentParts {
  readonly model: ChatModel;
  readonly judge: Judge;
  readonly context: Context;
  readonly feedback: Feedback;
  /** Repairs after the first attempt. */
  readonly iters: number;
  /** How repairs are asked for, several of them by turns; the conversation goes on by default. */
  readonly strategy?: StrategyName | readonly StrategyName[];
  /** Of repairs; the model's own by default. */
  readonly repairTemperature?: number;
  /** Answers to the first question, asked for side by side: they share its prefill. 1 by default. */
  readonly candidates?: number;
  /** Words of the first question; `plain` by default. */
  readonly prompt?: PromptName;
  /** What a sample may cost. */
  readonly spending?: Spending;
  /** What attempts are judged by. `examples`: one of them is handed in, and judged once by the hidden tests. */
  readonly guide?: Guide;
  readonly seed: number;
  /** The first attempt where it is not asked for: a solution that is already there. */
  readonly firstAnswer?: (task: Task) => string;
  /** Share of the cases that is enough, for stdin/stdout checks; all of them by default. */
  readonly targetRatio?: number;
  /** For a model that proposes whole programs. */
  readonly search?: SearchParts;
  /** A published evaluation whose prompts and extraction are used instead of our own. */
  readonly preset?: PresetName;
  /** Tests that the model writes for itself before its first answer; with the examples as a guide. */
  readonly ownTests?: number;
  /** The model calls tools: the conversation goes on, and each program that it runs is an attempt. */
  readonly tools?: true;
  /** Told of every attempt once it has been judged. */
  readonly onAttempt?: (task: Task, attempts: readonly Attempt[]) => void;
}

/** What became of one sample of a task; `keptAttempt` says which attempt decides. */
export interface AgentResult {
  readonly attempts: readonly Attempt[];
  /** With the examples as a guide: what the one that was handed in was chosen from. */
  readonly candidates?: readonly Attempt[];
  readonly search?: SearchTrace;
  /** The tests that the model wrote for itself. */
  readonly ownTests?: OwnTests;
  /** Why there was no further attempt. */
  readonly stopped?: Stop;
}

export type RepairAgent = (task: Task, sample: number, signal?: AbortSignal) => Promise<AgentResult>;
