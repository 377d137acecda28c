/** The small edits that the search ranks first: hints for whoever repairs otherwise. */
import type { Symptom, Task } from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { describeEdits, openStream } from "./stream.ts";

export interface LikelyEdit {
  /** In words: "line 4, compare: < → <=". */
  readonly edit: string;
  /** Where it begins in the declaration with the buggy body, from 1. */
  readonly line: number;
  /** The whole program with it. */
  readonly code: string;
}

/**
 * @param docs the specification in words; empty where it is not to be seen
 * @param symptom how the program fails, where that is known
 */
export function likelyEdits(task: Task, docs: string, symptom: Symptom | undefined, count: number): LikelyEdit[] {
  const { mutations } = languageOf(task);
  if (mutations === undefined) return [];
  const code = task.declaration + task.buggy_solution;
  const region = { from: task.declaration.length, to: code.length };
  const stream = openStream({ code, entryPoint: task.entry_point, docs, region }, mutations);
  if (symptom !== undefined) stream.heed(symptom);
  const found: LikelyEdit[] = [];
  for (let next = stream.next(); next !== undefined && found.length < count; next = stream.next()) {
    found.push({ edit: describeEdits(next.edits), line: next.edits[0]?.line ?? 1, code: next.code });
  }
  return found;
}
