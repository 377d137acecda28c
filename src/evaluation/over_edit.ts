/** How much of the code a fix changed, against how much had to be changed. */
import { diffArrays, diffChars } from "diff";
import type { SampleRecord, Task } from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { median } from "./median.ts";

/** Size of a change; a line or character that was replaced counts once. */
export interface ChangeSize {
  readonly lines: number;
  readonly characters: number;
}

/** A task's fix beside the smallest one known. */
export interface OverEdit {
  readonly made: ChangeSize;
  /** The smallest known fix: the data set's own. */
  readonly needed: ChangeSize;
}

/** Beyond so many edits in one place, all of it counts as changed: a comparison must not take seconds. */
const MAX_EDITS = 500;

/** Lines by their longest common subsequence (Myers 1986), characters by the same inside the lines that changed. */
function changeOfLines(before: string[], after: string[]): ChangeSize {
  let lines = 0;
  let characters = 0;
  const parts = diffArrays(before, after, { maxEditLength: MAX_EDITS }) ?? rewritten(before, after);
  for (const [removed, added] of hunks<string[]>(parts, [])) {
    lines += Math.max(removed.length, added.length);
    characters += changedCharacters(removed.join("\n"), added.join("\n"));
  }
  return { lines, characters };
}

function changedCharacters(before: string, after: string): number {
  const parts = diffChars(before, after, { maxEditLength: MAX_EDITS }) ?? rewritten(before, after);
  return hunks(parts, "").reduce((sum, [removed, added]) => sum + Math.max(removed.length, added.length), 0);
}

function rewritten<T>(before: T, after: T): Part<T>[] {
  return [
    { value: before, removed: true },
    { value: after, added: true },
  ];
}

interface Part<T> {
  readonly value: T;
  readonly added?: boolean;
  readonly removed?: boolean;
}

/** Neighbouring removals and additions as pairs: what stood there, what stands there now. */
function hunks<T>(parts: readonly Part<T>[], nothing: T): [removed: T, added: T][] {
  const found: [T, T][] = [];
  let open: [T, T] | undefined;
  for (const part of parts) {
    if (!part.added && !part.removed) {
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = [nothing, nothing];
      found.push(open);
    }
    open[part.removed ? 0 : 1] = part.value;
  }
  return found;
}

/**
 * Measures candidates of one task, reading its buggy code and its known fix once. Comments, docstrings, imports and
 * blank lines are left aside.
 */
export function overEditOf(task: Task): (candidate: string) => OverEdit | undefined {
  if (task.canonical_solution === "") return () => undefined;
  const { essentialLines } = languageOf(task);
  const buggy = essentialLines(task.declaration + task.buggy_solution);
  const needed = changeOfLines(buggy, essentialLines(task.declaration + task.canonical_solution));
  return (candidate) => ({ made: changeOfLines(buggy, essentialLines(candidate)), needed });
}

/** The change that each record's fix made; records that did not pass, or whose task has no known fix, have none. */
export function overEdits(
  records: readonly SampleRecord[],
  tasks: ReadonlyMap<string, Task>,
): Map<SampleRecord, OverEdit> {
  const measures = new Map<string, ReturnType<typeof overEditOf>>();
  const found = new Map<SampleRecord, OverEdit>();
  for (const record of records) {
    const task = tasks.get(record.task_id);
    if (!record.passed || record.candidate === null || task === undefined) continue;
    const measure = measures.get(task.task_id) ?? overEditOf(task);
    measures.set(task.task_id, measure);
    const edit = measure(record.candidate);
    if (edit !== undefined) found.set(record, edit);
  }
  return found;
}

/** Over-editing in a whole run: medians over the fixes that passed. */
export interface OverEditSummary {
  /** Samples that passed and whose task has a known fix. */
  readonly fixes: number;
  readonly median_lines: number;
  readonly median_lines_needed: number;
  readonly median_characters: number;
  readonly median_characters_needed: number;
  /** Fixes that changed more lines than the known fix. */
  readonly larger: number;
}

/** @returns undefined where there are none */
export function summarizeOverEdit(edits: readonly OverEdit[]): OverEditSummary | undefined {
  if (edits.length === 0) return undefined;
  const middle = (of: (edit: OverEdit) => number): number => median(edits.map(of));
  return {
    fixes: edits.length,
    median_lines: middle((it) => it.made.lines),
    median_lines_needed: middle((it) => it.needed.lines),
    median_characters: middle((it) => it.made.characters),
    median_characters_needed: middle((it) => it.needed.characters),
    larger: edits.filter((it) => it.made.lines > it.needed.lines).length,
  };
}
