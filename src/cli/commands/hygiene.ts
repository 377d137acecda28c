/** `hygiene`: do the known-good solutions of a file pass its tests? */

import { readSolutionFile } from "../../datasets/solution_files.ts";
import { begun } from "../../lib/errors.ts";
import { printJson, printText } from "../../lib/terminal.ts";
import { hygieneText } from "../../report/solutions_text.ts";
import { checkProblem, type ProblemHygiene } from "../../solutions/hygiene.ts";
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

/** @returns 1 where a problem could not be judged, 130 where it was interrupted; suspects are a result like any other */
export async function run(flags: FlagsOf<"hygiene">): Promise<number> {
  const log = logOf(flags);
  using interrupt = listenForInterrupt(() => log.warning("stopping after this problem (Ctrl-C again drops it)"));
  const file = await readSolutionFile(flags["solution-file"] ?? SAMPLE_FILE);
  const { problems, bad } = selectProblems(file, positionsOf(file, flags["problem-id"]), log, flags.compare);
  await using sandbox = await openSolutionSandbox(flags, log);
  const parts = judgeParts(flags, sandbox, interrupt.abort);
  const checked: ProblemHygiene[] = [];
  for (const problem of problems) {
    if (interrupt.stop.aborted) return 130;
    log.info(
      `${titleOf(problem)}: ${problem.knownGood.length} known-good ${problem.knownGood.length === 1 ? "solution" : "solutions"}, ${problem.check.cases.length} cases`,
    );
    const result = await unlessDropped(interrupt, () => begun(() => checkProblem(problem, parts)));
    if (result === undefined) return 130;
    checked.push(result);
  }
  if (flags.json) printJson({ problems: checked });
  else printText(hygieneText(checked));
  return bad.length > 0 ? 1 : 0;
}
