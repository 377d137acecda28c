/** What the commands on solution files work with, built from their flags. */
import { availableParallelism } from "node:os";
import type { CompareRule, Sandbox } from "../core/index.ts";
import { type Problem, readProblem, type SolutionFile } from "../datasets/solution_files.ts";
import { sameOutput } from "../judging/compare_output.ts";
import { messageOf, UserError, usageError } from "../lib/errors.ts";
import { shippedData } from "../lib/paths.ts";
import { openSandbox } from "../sandbox/index.ts";
import { programsOnly } from "../sandbox/programs_only.ts";
import { openRemoteSandbox, REMOTE_URL } from "../sandbox/remote.ts";
import type { JudgeParts } from "../solutions/evaluate.ts";
import { WrongValue, whole } from "./flags/kinds.ts";
import type { FlagsOf } from "./flags/table.ts";
import { type Log, makeLog } from "./log_level.ts";
import { limitsOf, sandboxOf } from "./sandbox_parts.ts";

/** The flags that all commands on solution files have. */
export type SolutionFlags = Pick<FlagsOf<"hygiene">, keyof FlagsOf<"hygiene"> & keyof FlagsOf<"compare">>;

/**
 * A number from the flags, the environment, or the default.
 *
 * @throws UserError (exit code 2) where the variable holds no such number
 */
export function numberSetting(given: number | undefined, variable: string, otherwise: number): number {
  const named = process.env[variable];
  if (given !== undefined || !named) return given ?? otherwise;
  try {
    return whole(1).read(named);
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    throw usageError(`${variable} ${error.message}, not ${JSON.stringify(named)}`);
  }
}

const EXECUTIONS = "EXECUTION_SEMAPHORE";
const DEFAULT_EXECUTIONS = 50;

/**
 * Opens the sandbox for programs.
 *
 * @param say say when fewer run at once than the default, too, and not only where a number was asked for
 */
export async function openSolutionSandbox(flags: SolutionFlags, log: Log, say = false): Promise<Sandbox> {
  const asked = flags["exec-concurrency"] ?? (process.env[EXECUTIONS] || undefined);
  const wanted = numberSetting(flags["exec-concurrency"], EXECUTIONS, DEFAULT_EXECUTIONS);
  if (flags.sandbox === "remote")
    return programsOnly(openRemoteSandbox({ concurrency: wanted, report: log.warning, agrees: sameOutput }));
  if (process.env[REMOTE_URL])
    log.warning(`${REMOTE_URL} is set, but programs run on this machine: --sandbox remote sends them there`);
  const concurrency = Math.min(wanted, availableParallelism());
  if (concurrency < wanted && (say || asked !== undefined))
    log.info(`running ${concurrency} programs at once, not ${wanted}: this machine has no more cores`);
  const local = { ...flags, sandbox: flags.sandbox, "exec-concurrency": concurrency };
  return openSandbox({ ...sandboxOf(local), report: log.warning, ...(flags.debug && { debug: log.debug }) });
}

/** What `scoreProgram` needs, from the flags. */
export function judgeParts(flags: SolutionFlags, sandbox: Sandbox, signal: AbortSignal): JudgeParts {
  return { sandbox, limits: limitsOf(flags), imports: flags.imports, signal };
}

/** The file that the project ships. */
export const SAMPLE_FILE = shippedData("sample_solutions.json");

/** How much is said on stderr. */
export function logOf(flags: SolutionFlags): Log {
  return makeLog(flags.debug ? "DEBUG" : flags.quiet ? "WARNING" : flags["log-level"]);
}

/** The problems that were asked for, and those among them that cannot be judged. */
export interface Selected {
  readonly problems: readonly Problem[];
  readonly bad: readonly string[];
}

/**
 * Reads the problems of the given positions; a bad one does not keep the others from being read.
 *
 * @throws UserError where a position is not in the file, or no problem is any good
 */
export function selectProblems(
  file: SolutionFile,
  positions: readonly number[],
  log: Log,
  compare: CompareRule,
): Selected {
  const beyond = positions.find((index) => index >= file.rows.length);
  if (beyond !== undefined)
    throw usageError(`${file.path} has no problem ${beyond}`, `it has problems 0 to ${file.rows.length - 1}`);
  const problems: Problem[] = [];
  const errors: UserError[] = [];
  for (const index of positions) {
    try {
      const problem = readProblem(file, index);
      problems.push({ ...problem, check: { ...problem.check, compare } });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
    }
  }
  if (problems.length === 0 && errors[0] !== undefined) throw errors[0];
  for (const error of errors) log.error(`error: ${messageOf(error)}`);
  return { problems, bad: errors.map(messageOf) };
}

/** All positions of a file, or the one that was asked for. */
export function positionsOf(file: SolutionFile, only: number | undefined): number[] {
  return only === undefined ? file.rows.map((_row, index) => index) : [only];
}

/** How a problem is called in lines for people. */
export function titleOf({ index, name }: Pick<Problem, "index" | "name">): string {
  return name === "" ? `problem ${index}` : `problem ${index} (${name})`;
}
