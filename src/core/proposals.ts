/** The seam to whoever proposes whole programs, the likeliest first. */
import type { Failure } from "./failure.ts";
import type { Guide, Task } from "./task.ts";
import type { Verdict } from "./verdict.ts";

/** A whole program that is proposed. */
export interface Proposal {
  readonly code: string;
  /** What it changes, in a few words: "line 4, compare: < → <=". */
  readonly edit: string;
  /** How many edits that is; 1 where it is not said. */
  readonly edits?: number;
  /** How likely it is by whoever proposes it: a logarithm, up to a constant. */
  readonly likelihood?: number;
}

/** An ordered stream of programs, the likeliest first, none twice. It depends on what it was told, on nothing else. */
export interface Proposals {
  /** Undefined when there are no more. */
  next(): Proposal | undefined;
  /** Tells how the program that is to be repaired fails. */
  heed(verdict: Verdict, failure?: Failure): void | Promise<void>;
}

export interface ProposalSource {
  /** In place of answers, before they are asked for, or when they are used up. */
  readonly turn: "alone" | "first" | "last";
  /**
   * @param program what to start from; the task's buggy code by default
   * @param docs the specification in words; empty where it is not to be seen
   */
  open(task: Task, docs: string, program?: string): Proposals;
}

/** What a run tries of proposals on each task. */
export interface SearchLimits {
  /** Programs that are executed. */
  readonly budget: number;
  readonly seconds: number;
  /** What says that a program is right: the hidden tests, or the examples of the specification. */
  readonly guide: Guide;
  /** What the order is: that which was learned, where it is not named, or that which the model beside it finds likely. */
  readonly ranking?: "model";
}
