/** What a strategy is given, and what it gives. */
import type { Attempt, Candidate, Task } from "../../core/index.ts";
import type { Message } from "../prompts.ts";

/** Where a sample stands when a repair is asked for. */
export interface Situation {
  readonly task: Task;
  /** The messages of the first attempt. */
  readonly first: readonly Message[];
  /** The attempts that a model was asked for, in their order; one at least. */
  readonly attempts: readonly Attempt[];
  /** What the author of each of them is told of it. */
  readonly told: readonly string[];
  /** The specification in words; empty where the model may not see it. */
  readonly docs: string;
}

export interface Strategy {
  /** The messages of the next attempt. */
  ask(situation: Situation): Message[];
  /** How its answers are read, where that is not as every answer is. */
  read?(completion: string, situation: Situation): Candidate;
}
