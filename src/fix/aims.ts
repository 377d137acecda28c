/** Which failing tests lead to which function: a file may have several bugs, and each is mended for its own tests. */
import type { CommandRun, FixSupport, FunctionText, Judgement, Limits, ProjectView } from "../core/index.ts";
import { evidenceIn } from "./evidence.ts";
import { suspectsIn } from "./targets.ts";

/** @param limits tighter ones than its user's */
export type CheckText = (text: string, signal?: AbortSignal, limits?: Limits) => Promise<Judgement>;

/** One thing to be repaired. */
export interface Aim {
  /** Tried one after another: the parts of one property. */
  readonly targets: readonly FunctionText[];
  /** Judges the whole file: it passes where what leads to these functions does, and nothing is worse than before. */
  readonly check: CheckText;
  /** What fails, as it is printed. */
  readonly told: string;
}

/** Where a repair stands. */
export interface Stand {
  /** The file's. */
  readonly text: string;
  readonly aims: readonly Aim[];
  /** Tests that fail; undefined where nobody tells of single tests. */
  readonly failing: number | undefined;
  /** Nothing fails. */
  readonly passes: boolean;
}

/** Functions, and the failing tests that lead to them alone; in the order of the tests. */
export function testsByFunction(
  run: CommandRun,
  project: ProjectView,
  file: string,
  functions: readonly FunctionText[],
  fix: FixSupport,
): Map<string, { targets: readonly FunctionText[]; tests: string[] }> {
  const found = new Map<string, { targets: readonly FunctionText[]; tests: string[] }>();
  for (const [id, text] of run.told) {
    const { targets } = suspectsIn(functions, undefined, evidenceOf(text, run, project, file, fix), fix);
    const path = targets[0]?.path;
    if (path === undefined) continue;
    const known = found.get(path) ?? { targets, tests: [] };
    known.tests.push(id);
    found.set(path, known);
  }
  return found;
}

/** What one test's own words point to. */
function evidenceOf(text: string, run: CommandRun, project: ProjectView, file: string, fix: FixSupport) {
  const own = fix.tests.places(text, project).filter((it) => it.file === file);
  const frames = own.map(({ line }) => ({ line, function: "", source: "" }));
  const execution = { ...run.execution, stdout: text, stderr: "" };
  return evidenceIn({ ...run, execution, failure: { type: "", message: "", frames } }, project, file, fix);
}
