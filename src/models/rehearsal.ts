/** Saved answers, held against what a run will ask: before anything is judged. */
import type { CallPlan } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";

/** task_id → the numbers of its samples. */
type Samples = ReadonlyMap<string, ReadonlyMap<number, unknown>>;

/**
 * @returns lines about answers that will not be used
 * @throws UserError where an answer is missing
 */
export function rehearsed(path: string, answers: Samples, plan: CallPlan): string[] {
  const unknown = [...answers.keys()].filter((id) => !plan.known.has(id));
  assertAnswered(path, answers, plan, unknown);
  const stray = unknown.length === 0 ? [] : [`${path}: ${shown(unknown)} is no task of the data set: not judged`];
  return [...stray, ...unusedSamples(path, answers, plan)];
}

function assertAnswered(
  path: string,
  answers: Samples,
  { tasks, samples }: CallPlan,
  unknown: readonly string[],
): void {
  const missing = tasks.filter((id) => !answers.has(id));
  if (missing.length > 0) {
    const hint =
      unknown.length > 0
        ? `its own ids are ${shown(unknown)}; import makes answers to this data set of other tools' samples`
        : "--task-id and --max choose tasks that have one";
    throw new UserError(`${path} has no answer to ${shown(missing)}`, { hint });
  }
  for (const id of tasks) {
    const there = answers.get(id) ?? new Map();
    const absent = Array.from({ length: samples }, (_, sample) => sample).find((sample) => !there.has(sample));
    if (absent === undefined) continue;
    throw new UserError(`${path} has no sample ${absent} of ${id} (it has ${there.size}, and --samples is ${samples})`);
  }
}

function unusedSamples(path: string, answers: Samples, { tasks, samples }: CallPlan): string[] {
  const sizes = tasks.map((id) => answers.get(id)?.size ?? 0);
  const more = tasks.filter((_, at) => (sizes[at] ?? 0) > samples);
  if (more.length === 0) return [];
  const least = Math.min(...sizes);
  const hint = least > samples ? `; --samples ${least} judges that many` : "";
  return [`${path} has more samples than --samples ${samples} of ${shown(more)}: the first are judged${hint}`];
}

const SHOWN = 3;

/** "a, b, c and 4 more". */
function shown(ids: readonly string[]): string {
  const more = ids.length - SHOWN;
  return `${ids.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
