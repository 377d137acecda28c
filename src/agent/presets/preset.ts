/** What a published evaluation decides beside the model. */
import type { Attempt, Candidate, PresetName, Sampling, Task } from "../../core/index.ts";
import type { Message } from "../prompts.ts";

export interface Preset {
  readonly name: PresetName;
  /** Where its facts come from. */
  readonly source: string;
  /** Flags that it decides, as they would be typed. */
  readonly flags: Readonly<Record<string, string>>;
  /** Independent samples of the reference; fewer are named in the label. */
  readonly samples: number;
  /** What it does to sampling besides. */
  sampling(language: string | undefined): Pick<Sampling, "stop" | "template">;
  propose(task: Task): Message[];
  extract(completion: string, task: PresetTask): Candidate;
  /** The messages of a repair; absent where the reference has none. */
  reflect?(task: Task, last: Attempt): Message[];
}

/** What extraction needs of a task. */
export type PresetTask = Pick<Task, "prompt" | "declaration" | "entry_point"> & { readonly language?: string };
