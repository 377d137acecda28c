/** What a failing run shows of where it fails: lines of the file, and the tests. */
import type { CommandRun, FixSupport, ProjectView } from "../core/index.ts";

export interface Evidence {
  /** Lines of the file in the stack trace, the innermost last. */
  readonly lines: readonly number[];
  /** Of each failing test: the assertion, and the test around it. */
  readonly failing: readonly { readonly statement: string; readonly inside: string }[];
}

/** Failing tests that are looked at. */
const MOST_PLACES = 50;

/** What a run of the project's tests points to in `file`. */
export function evidenceIn(
  { execution, failure }: CommandRun,
  project: ProjectView,
  file: string,
  { around, tests }: FixSupport,
): Evidence {
  const lines = (failure?.frames ?? []).map(({ line }) => line);
  const places = tests.places(`${execution.stdout}\n${execution.stderr}`, project).slice(0, MOST_PLACES);
  const others = places.filter((it) => it.file !== file);
  return { lines, failing: others.map((it) => around(project.read(it.file), it.line)) };
}
