/** The texts that decoding is forced to write, each behind the real prompt of its task. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type Message, proposeMessages } from "../../src/agent/prompts.ts";
import type { Task } from "../../src/core/index.ts";
import { seededRandom } from "../../src/models/decoding/sampling.ts";

export interface Target {
  readonly taskId: string;
  readonly messages: readonly Message[];
  readonly text: string;
}

const record = z.object({ task_id: z.string(), completion: z.string().min(1) });

/** What a real model answered to these tasks, from a file of records. */
export async function recordedTargets(path: string, tasks: readonly Task[]): Promise<Target[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line.trim() !== "");
  const byId = new Map(tasks.map((task) => [task.task_id, task]));
  return lines.flatMap((line) => {
    const { task_id, completion } = record.parse(JSON.parse(line));
    const task = byId.get(task_id);
    return task === undefined ? [] : [targetOf(task, completion)];
  });
}

/** The known fixes in the form that the prompt asks for: no model copies more faithfully. */
export function canonicalTargets(tasks: readonly Task[]): Target[] {
  const fixed = (task: Task) => `\`\`\`python\n${task.declaration}${task.canonical_solution.trimEnd()}\n\`\`\``;
  return tasks.filter((task) => task.canonical_solution !== "").map((task) => targetOf(task, fixed(task)));
}

/** `count` of them, drawn without putting back, in the order drawn. */
export function drawTargets(targets: readonly Target[], count: number, seed: number): Target[] {
  const random = seededRandom(seed);
  const rest = [...targets];
  const drawn: Target[] = [];
  while (drawn.length < count && rest.length > 0) drawn.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return drawn;
}

function targetOf(task: Task, text: string): Target {
  return { taskId: task.task_id, messages: proposeMessages(task, "docs"), text };
}
