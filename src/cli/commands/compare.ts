/** `compare`: two sets of solutions on the same cases, or two runs on the same tasks. */

import { dirname, resolve } from "node:path";
import {
  chooseModelKey,
  modelKeys,
  type Problem,
  readProblem,
  readSolutionFile,
  type SolutionFile,
} from "../../datasets/solution_files.ts";
import { compareRuns, readRun } from "../../evaluation/runs_compare.ts";
import { begun, UserError, usageError } from "../../lib/errors.ts";
import { makeFolder, writeAtomically } from "../../lib/files.ts";
import { printJson, printText } from "../../lib/terminal.ts";
import { comparisonText, runsText } from "../../report/solutions_text.ts";
import { compareProblem, type ProblemComparison, summarizeComparison } from "../../solutions/compare.ts";
import { improvedKey } from "../../solutions/repair.ts";
import type { FlagsOf } from "../flags/table.ts";
import { type Interrupt, listenForInterrupt, unlessDropped } from "../interrupt.ts";
import type { Log } from "../log_level.ts";
import { assertWritable } from "../out_file.ts";
import { judgeParts, logOf, openSolutionSandbox, positionsOf, selectProblems, titleOf } from "../solution_parts.ts";

/** @returns 1 where a problem could not be compared, 130 where it was interrupted */
export async function run(flags: FlagsOf<"compare">): Promise<number> {
  assertAlike(flags);
  if (flags.out !== undefined) await assertWritable(flags.out);
  if (!isRun(flags["original-file"])) return compareSolutionFiles(flags);
  const [before, after] = [await readRun(flags["original-file"]), await readRun(flags["improved-file"])];
  const comparison = compareRuns(before, after, flags.force);
  await print(flags, comparison, runsText(comparison));
  return 0;
}

/** A results file rather than a solution file. */
function isRun(path: string): boolean {
  return /\.jsonl(\.gz|\.zst)?$/i.test(path);
}

function assertAlike(flags: FlagsOf<"compare">): void {
  const files = [flags["original-file"], flags["improved-file"]];
  const [run, other] = [files.find(isRun), files.find((file) => !isRun(file))];
  if (run !== undefined && other !== undefined)
    throw usageError(`${run} is a results file (.jsonl), ${other} is not`, "compare two of a kind");
}

async function print(flags: FlagsOf<"compare">, comparison: object, words: string): Promise<void> {
  const whole = { original_file: flags["original-file"], improved_file: flags["improved-file"], ...comparison };
  const path = flags.out;
  if (path !== undefined) await makeFolder(dirname(resolve(path)));
  if (path !== undefined) await writeAtomically(path, `${JSON.stringify(whole, null, 2)}\n`);
  if (flags.json) printJson(whole);
  else printText(words);
}

async function compareSolutionFiles(flags: FlagsOf<"compare">): Promise<number> {
  const log = logOf(flags);
  using interrupt = listenForInterrupt(() => log.warning("stopping after this problem (Ctrl-C again drops it)"));
  const [original, improved] = [
    await readSolutionFile(flags["original-file"]),
    await readSolutionFile(flags["improved-file"]),
  ];
  const key = chooseModelKey(original, flags["model-key"]);
  const { problems, bad } = selectProblems(original, positionsOf(original, flags["problem-id"]), log, flags.compare);
  const keys = { before: key, after: modelKeys(improved).includes(improvedKey(key)) ? improvedKey(key) : key };
  const pairs = problems.flatMap((problem) => pairOf(problem, keys, improved, log));
  if (pairs.length === 0)
    throw new UserError(`${improved.path} has no improved ${key} for any of these problems`, {
      hint: `it should hold ${improvedKey(key)}`,
    });
  const details = await compareAll(pairs, flags, interrupt, log);
  if (details === undefined) return 130;
  const comparison = summarizeComparison(details);
  await print(flags, comparison, comparisonText(comparison));
  return bad.length > 0 ? 1 : 0;
}

/** The second is `improved_<key>`, or the same key in a file that has no improved solutions. */
interface Keys {
  readonly before: string;
  readonly after: string;
}

interface Pair {
  readonly problem: Problem;
  readonly before: string;
  readonly after: string;
}

/** The two solutions of a problem; none where one of the files has none. */
function pairOf(problem: Problem, keys: Keys, improved: SolutionFile, log: Log): Pair[] {
  const title = titleOf(problem);
  if (problem.index >= improved.rows.length) throw new UserError(`${improved.path} has no ${title}`);
  const other = readProblem(improved, problem.index);
  if (other.statement !== problem.statement)
    throw new UserError(`${title} is another problem in ${improved.path}`, {
      hint: "compare files made from each other",
    });
  const [before, after] = [problem.solutions.get(keys.before), other.solutions.get(keys.after)];
  if (before !== undefined && after !== undefined) return [{ problem, before, after }];
  log.info(`${title} is left out: it has no ${before === undefined ? keys.before : keys.after}`);
  return [];
}

async function compareAll(pairs: readonly Pair[], flags: FlagsOf<"compare">, interrupt: Interrupt, log: Log) {
  await using sandbox = await openSolutionSandbox(flags, log);
  const parts = judgeParts(flags, sandbox, interrupt.abort);
  const details: ProblemComparison[] = [];
  for (const { problem, before, after } of pairs) {
    if (interrupt.stop.aborted) return undefined;
    const detail = await unlessDropped(interrupt, () => begun(() => compareProblem(problem, before, after, parts)));
    if (detail === undefined) return undefined;
    details.push(detail);
    log.info(`${titleOf(problem)}: ${detail.original_passed} → ${detail.improved_passed} of ${detail.total_cases}`);
  }
  return details;
}
