/**
 * The samples that EvalPlus and the bigcode harness read and write: JSON Lines with `task_id` and either `solution`, a
 * whole program, or `completion`, what follows the prompt. Several samples of a task are several lines.
 */
import { z } from "zod";
import { fenceMarks } from "../../agent/quoting.ts";
import type { Task } from "../../core/index.ts";
import { DEFAULT_LANGUAGE, languageOf } from "../../languages/index.ts";

export const sampleSchema = z
  .object({
    task_id: z.union([z.string().min(1), z.number().transform(String)]),
    solution: z.string().optional(),
    completion: z.string().optional(),
  })
  .refine(({ solution, completion }) => solution !== undefined || completion !== undefined, {
    message: "neither `solution` nor `completion`",
  });
type SavedSample = Omit<z.infer<typeof sampleSchema>, "task_id">;

/** A sample of another tool. */
export interface ForeignSample {
  /** As its own file names the task. */
  readonly id: string;
  /** An answer is what a model wrote, prose and fences and all; the others are programs. */
  readonly text: { readonly answer: string } | SavedSample;
  /** Its number among those of its task, where it says so. */
  readonly sample?: number;
}

/** The samples of a file or a folder, and what in it is none. */
export interface ForeignSamples {
  readonly samples: readonly ForeignSample[];
  /** A line each, about what was left out. */
  readonly notes: readonly string[];
}

/** The program of a sample: a completion that does not define the function itself is the rest of the prompt. */
function programOf({ solution, completion = "" }: SavedSample, task: Task): string {
  if (solution !== undefined) return solution;
  if (task.entry_point === "" || languageOf(task).defines(completion, task.entry_point)) return completion;
  return task.prompt + completion;
}

/** The task that an id means: itself, HumanEval's or MBPP's number of it, or its name as a folder has it. */
export function taskFinder(tasks: Iterable<Task>): (id: string) => Task | undefined {
  const byId = new Map<string, Task>();
  for (const task of tasks) for (const name of namesOf(task.task_id)) if (!byId.has(name)) byId.set(name, task);
  return (id) => byId.get(id);
}

function namesOf(id: string): string[] {
  const [, number] = new RegExp(`^(?:${DEFAULT_LANGUAGE.name}|HumanEval)/(\\d+)$`).exec(id) ?? [];
  const [, mbpp] = /^Mbpp\/(\d+)$/.exec(id) ?? [];
  const all = [id, ...(number === undefined ? [] : [`HumanEval/${number}`]), ...(mbpp === undefined ? [] : [mbpp])];
  return [...all, ...all.map((it) => it.replaceAll("/", "_"))];
}

/** A line that `replay:` reads: an answer as it is, a program in a fence that nothing inside can close. */
export function toAnswer(task: Task, sample: number, { text }: ForeignSample): object {
  const { task_id } = task;
  if ("answer" in text) return { task_id, sample, completion: text.answer };
  const program = programOf(text, task);
  if (program.trim() === "") return { task_id, sample, completion: "" };
  const fence = fenceMarks(program);
  return {
    task_id,
    sample,
    completion: `${fence}${DEFAULT_LANGUAGE.fence}\n${program.replace(/\n?$/, "\n")}${fence}\n`,
  };
}
