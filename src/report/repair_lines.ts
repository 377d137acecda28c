/** Lines of a repair: how each problem comes on, and what is left in the end. */
import { passRatio } from "../agent/best_attempt.ts";
import type { Attempt, Task } from "../core/index.ts";
import type { RepairEnd } from "../solutions/run_repair.ts";

/** How the last attempt did, beside the best before it. */
export function attemptLine(task: Task, attempts: readonly Attempt[]): string {
  const [last, ...earlier] = [...attempts].reverse();
  const { passed, total } = last?.cases ?? { passed: 0, total: 0 };
  const share = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;
  const now = `${passed} of ${total} cases (${share(passRatio(last?.cases))})`;
  if (earlier.length === 0) return `${task.task_id}: ${now} to begin with`;
  const best = Math.max(...earlier.map((it) => passRatio(it.cases)));
  const ratio = passRatio(last?.cases);
  const word = ratio > best ? "better than" : ratio < best ? "worse than" : "as good as";
  return `${task.task_id}: iteration ${earlier.length}: ${now}, ${word} ${share(best)}`;
}

/** What is left undone, and why; none where nothing is. */
export function leftUnrepaired(end: RepairEnd, interrupted: boolean, resumeCommand: string): string[] {
  const left = end.summary.total_problems - end.summary.completed_problems;
  if (left === 0) return [];
  const failures = [...end.failures].map(([task, why]) => `error: ${task}: ${why}`);
  const why = interrupted ? "stopped" : end.unanswered;
  return [...failures, `${why}: ${left} problems are left; go on with\n  ${resumeCommand}`];
}
