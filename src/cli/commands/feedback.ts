/** `feedback`: how the solutions of a file do on their cases, in the words that a model would be told. */

import {
  chooseModelKey,
  modelKeys,
  type Problem,
  readSolutionFile,
  type SolutionFile,
} from "../../datasets/solution_files.ts";
import { begun } from "../../lib/errors.ts";
import { printJson, printText } from "../../lib/terminal.ts";
import { programOf, type Score, scoreProgram } from "../../solutions/evaluate.ts";
import { feedbackOn } from "../../solutions/feedback.ts";
import type { FlagsOf } from "../flags/table.ts";
import { listenForInterrupt, unlessDropped } from "../interrupt.ts";
import {
  judgeParts,
  logOf,
  openSolutionSandbox,
  positionsOf,
  SAMPLE_FILE,
  selectProblems,
  titleOf,
} from "../solution_parts.ts";

/** @returns 1 where a problem could not be judged, 130 where it was interrupted */
export async function run(flags: FlagsOf<"feedback">): Promise<number> {
  const log = logOf(flags);
  using interrupt = listenForInterrupt(() => log.warning("stopping after this solution (Ctrl-C again drops it)"));
  const file = await readSolutionFile(flags["solution-file"] ?? SAMPLE_FILE);
  const keys = keysOf(file, flags["model-key"]);
  const { problems, bad } = selectProblems(file, positionsOf(file, flags["problem-id"]), log, flags.compare);
  await using sandbox = await openSolutionSandbox(flags, log);
  const parts = judgeParts(flags, sandbox, interrupt.abort);
  for (const { problem, key, reply } of solutionsOf(problems, keys)) {
    if (interrupt.stop.aborted) return 130;
    const score = await unlessDropped(interrupt, () => begun(() => scoreProgram(programOf(reply), problem, parts)));
    if (score === undefined) return 130;
    const text = feedbackOn(score, flags["max-chars"]);
    if (flags.json) printJson(jsonOf(problem, key, score, text));
    else printText(textOf(problem, key, text));
  }
  return bad.length > 0 ? 1 : 0;
}

function textOf(problem: Problem, key: string, text: string): string {
  return `=== ${titleOf(problem)}, ${key} ===\n${text}\n\n`;
}

/** A line for each solution. */
function jsonOf({ index, name }: Problem, model_key: string, { passed, total }: Score, feedback: string) {
  return { problem_id: index, name, model_key, passed, total, feedback };
}

/** The key that was asked for, or all. */
function keysOf(file: SolutionFile, wanted: string | undefined): string[] {
  const keys = wanted === undefined ? modelKeys(file) : [];
  return keys.length > 0 ? keys : [chooseModelKey(file, wanted)];
}

function solutionsOf(problems: readonly Problem[], keys: readonly string[]) {
  return problems.flatMap((problem) =>
    keys.flatMap((key) => {
      const reply = problem.solutions.get(key);
      return reply === undefined ? [] : [{ problem, key, reply }];
    }),
  );
}
