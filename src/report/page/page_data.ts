/**
 * What a report page carries: a small index that is read at once, and the texts of the tasks in compressed blocks that
 * are read when a task is opened or the texts are searched. Shared by the program that writes the page and the script
 * inside it.
 */
import type { Attempt } from "../../core/index.ts";

/** The element that holds the index, and the prefixes of those that hold the blocks. */
export const INDEX_ID = "report-index";
export const DETAILS_ID = "report-details-";
export const PROMPTS_ID = "report-prompts-";

export interface PageIndex {
  readonly runs: readonly RunIndex[];
  /** Names that the numbers below stand for. */
  readonly verdicts: readonly string[];
  readonly bug_types: readonly string[];
  readonly task_ids: readonly string[];
  /** Per task: its bug type's number, or −1. */
  readonly bug_type: readonly number[];
  /** Tasks whose texts are in one block. */
  readonly tasks_per_block: number;
  /** False where the data set was not at hand: there is no buggy code to compare with. */
  readonly has_code: boolean;
}

/** One run; the arrays have an entry per task. */
export interface RunIndex {
  readonly name: string;
  readonly samples: number;
  /** The number of the verdict that stands for the task; −1 where nothing is recorded. */
  readonly verdict: readonly number[];
  /** Samples that passed in the end. */
  readonly passed: readonly number[];
  /** Bit n is set where some sample ended in verdict n. */
  readonly verdict_bits: readonly number[];
  /** Means over the samples. */
  readonly seconds: readonly number[];
  readonly tokens: readonly number[];
  /** Lines that the fix changed, and lines of the known fix; null where nothing passed or no fix is known. */
  readonly changed: readonly (number | null)[];
  readonly needed: readonly (number | null)[];
  /** Against the first run, all attempts counted: 1 gained, −1 lost, 0 neither. */
  readonly change: readonly number[];
  /** The same, first attempts only. */
  readonly change_first: readonly number[];
}

/** The texts of one task. */
export interface TaskDetails {
  /** The program with the bug, without and with the specification in it; empty where it is not known. */
  readonly buggy: string;
  readonly buggy_with_docstring: string;
  readonly fixed: string;
  readonly fixed_with_docstring: string;
  readonly failure_symptoms: string;
  /** Per run: its records of this task. */
  readonly runs: readonly (readonly RecordDetails[])[];
}

export interface RecordDetails {
  readonly sample: number;
  readonly model: string;
  readonly runtime_sec: number;
  readonly attempts: readonly AttemptDetails[];
  /** How many the one that was handed in was chosen from, where the examples were the guide. */
  readonly candidates?: number;
  /** Size of the fix and of the known fix, in lines and characters. */
  readonly edit?: readonly [lines: number, needed: number, characters: number, needed: number];
}

export type AttemptDetails = Omit<Attempt, "prompt">;

/** The prompts of one task: per run, record and attempt. */
export type TaskPrompts = readonly (readonly (readonly Attempt["prompt"][])[])[];
