/** `hygiene`: do the known-good solutions of a file pass its tests? */

import { readSolutionFile } from "../datasets/solution_files.ts";
import { hygieneText } from "../report/solutions_text.ts";
import { checkProblem, type ProblemHygiene } from "../solutions/hygiene.ts";
import type { HygieneFlags } from "./hygiene_flags.ts";
import { listenForInterrupt, unlessDropped } from "./interrupt.ts";
import { makeLog } from "./log_level.ts";
import { judgeParts, openSolutionSandbox, positionsOf, selectProblems, titleOf } from "./solution_parts.ts";

/** @returns 1 where a problem could not be judged, 130 where it was interrupted; suspects are a result like any other */
export async function hygieneCommand(flags: HygieneFlags): Promise<number> {
  const log = makeLog(flags.debug ? "DEBUG" : flags["log-level"]);
  using interrupt = listenForInterrupt(() => log.warning("stopping after this problem (Ctrl-C again drops it)"));
  const file = await readSolutionFile(flags["solution-file"]);
  const { problems, bad } = selectProblems(file, positionsOf(file, flags["problem-id"]), log, flags.compare);
  await using sandbox = await openSolutionSandbox(flags, log);
  const parts = judgeParts(flags, sandbox, interrupt.abort);
  const checked: ProblemHygiene[] = [];
  for (const problem of problems) {
    if (interrupt.stop.aborted) return 130;
    log.info(
      `${titleOf(problem)}: ${problem.knownGood.length} known-good ${problem.knownGood.length === 1 ? "solution" : "solutions"}, ${problem.check.cases.length} cases`,
    );
    const result = await unlessDropped(interrupt, () => checkProblem(problem, parts));
    if (result === undefined) return 130;
    checked.push(result);
  }
  process.stdout.write(flags.json ? `${JSON.stringify({ problems: checked })}\n` : hygieneText(checked));
  return bad.length > 0 ? 1 : 0;
}
