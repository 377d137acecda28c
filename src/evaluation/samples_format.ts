/**
 * The samples that EvalPlus and the bigcode harness read and write: JSON Lines with `task_id` and either `solution`, a
 * whole program, or `completion`, what follows the prompt. Several samples of a task are several lines.
 */
import { z } from "zod";
import { fenceMarks } from "../agent/quoting.ts";
import type { SampleRecord, Task } from "../core/index.ts";
import { DEFAULT_LANGUAGE, languageOf } from "../languages/index.ts";

export type SampleFormat = "evalplus" | "bigcode";

/**
 * One line of a sample file. A `completion` is the whole program, too: after a prompt it defines the function anew,
 * so that the harness runs the same code.
 */
export function toSample({ task_id, candidate }: SampleRecord, format: SampleFormat): object {
  const code = candidate ?? "";
  return format === "evalplus" ? { task_id, solution: code } : { task_id, completion: code };
}

export const sampleSchema = z
  .object({ task_id: z.string().min(1), solution: z.string().optional(), completion: z.string().optional() })
  .refine(({ solution, completion }) => solution !== undefined || completion !== undefined, {
    message: "neither `solution` nor `completion`",
  });
export type SavedSample = z.infer<typeof sampleSchema>;

/** The program of a sample: a completion that does not define the function itself is the rest of the prompt. */
export function programOf({ solution, completion = "" }: SavedSample, task: Task): string {
  if (solution !== undefined) return solution;
  if (task.entry_point === "" || languageOf(task).defines(completion, task.entry_point)) return completion;
  return task.prompt + completion;
}

/** The task that an id means: itself, or HumanEval's number of it. */
export function taskOfSample(id: string, tasks: ReadonlyMap<string, Task>): Task | undefined {
  return tasks.get(id) ?? tasks.get(id.replace(/^HumanEval\//, `${DEFAULT_LANGUAGE.name}/`));
}

/** A line that `replay:` reads: the program in a fence that nothing inside can close. */
export function toAnswer(task_id: string, sample: number, program: string): object {
  if (program.trim() === "") return { task_id, sample, completion: "" };
  const fence = fenceMarks(program);
  return {
    task_id,
    sample,
    completion: `${fence}${DEFAULT_LANGUAGE.fence}\n${program.replace(/\n?$/, "\n")}${fence}\n`,
  };
}
