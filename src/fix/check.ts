/** A file that `fix` repairs, and how it is judged. */
import type { FunctionText, Judgement, Limits } from "../core/index.ts";
import { usageError } from "../lib/errors.ts";
import type { Stand } from "./aims.ts";
import type { Evidence } from "./evidence.ts";
import type { FixLanguage } from "./language.ts";
import type { SourceText } from "./source_text.ts";
import { labelOf, suspectsIn } from "./targets.ts";

/** What the user said about it: what to repair, and what says that it fails. */
export interface FixWishes {
  /** The file to repair; found by the tests where it is not named. */
  readonly file?: string | undefined;
  /** The file's. */
  readonly language: FixLanguage;
  readonly function?: string | undefined;
  /** A file of plain asserts. */
  readonly tests?: string | undefined;
  /** A command of the project's own. */
  readonly command?: string | undefined;
  /** The tests that failed last. */
  readonly last: boolean;
  /** The project's interpreter. */
  readonly interpreter?: string | undefined;
  /** Names of variables that the command gets. */
  readonly env: readonly string[];
  /** Paths that the command may read besides. */
  readonly read: readonly string[];
  /** Of each run. */
  readonly limits: Limits;
  /** Asks which of several things is meant, and gives its place; undefined where nobody can say. */
  readonly ask: (question: string, options: readonly string[]) => Promise<number | undefined>;
}

/** A file under repair, and how it is judged. */
export interface FixCheck extends AsyncDisposable {
  /** Absolute. */
  readonly file: string;
  readonly source: SourceText;
  readonly language: FixLanguage;
  /** How things stand with the file as it is; nothing to aim at where nothing fails. */
  readonly stand: Stand;
  /** How they stand with another text of it. */
  readonly advance: (text: string, signal?: AbortSignal) => Promise<Stand>;
  readonly concurrency: number;
  /** Of a run that nobody vouches for: most small edits that run long never end. */
  readonly tryOut: Limits;
  /** How the file fails as it is; `passed` where it does not. */
  readonly before: Judgement;
  /** The same run gave different outcomes. */
  readonly flaky: readonly string[];
  /** What a repair is worth. */
  readonly verified: string;
}

/** The file as it is, looked at behind an isolation layer that somebody else opened and closes. */
export type FirstLook = Omit<FixCheck, "concurrency" | keyof AsyncDisposable>;

/** @param before how the file fails as it is */
export function tryOutLimits(limits: Limits, { verdict, execution }: Judgement): Limits {
  const took = execution.runtime_sec;
  const seconds = verdict === "timeout" ? limits.timeoutSec / 10 : Math.max(1, 3 * took);
  const [cpuSec, timeoutSec] = [Math.ceil(seconds), Math.ceil(seconds) + 2];
  return {
    ...limits,
    cpuSec: Math.min(limits.cpuSec, cpuSec),
    timeoutSec: Math.min(limits.timeoutSec, timeoutSec),
  };
}

/**
 * The functions to be repaired; asks where they are not clear.
 *
 * @throws UserError (exit code 2) where nobody can say
 */
export async function clearTargets(wishes: FixWishes, functions: readonly FunctionText[], evidence: Evidence) {
  const { targets, candidates } = suspectsIn(functions, wishes.function, evidence, wishes.language.fix);
  if (targets.length > 0) return targets;
  if (candidates.length === 0) throw usageError("the file has no function that could be repaired");
  const list = candidates.map(({ target, reason }) => `${labelOf(target)}: ${reason}`);
  const chosen = await wishes.ask("Which function is to be repaired?", list);
  if (chosen !== undefined) return candidates.slice(chosen, chosen + 1).map(({ target }) => target);
  const what =
    wishes.function === undefined
      ? "it is not clear which function is to be repaired"
      : `there are ${list.length} functions called ${wishes.function}`;
  throw usageError(`${what}: ${list.join("; ")}`, "name one with --function");
}
