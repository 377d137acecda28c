/** What `rescore` and `verify` share: the data set, the sandbox, and a pass over saved completions. */

import type { ImportPrelude, Limits } from "../core/index.ts";
import type { LoadedTasks } from "../datasets/index.ts";
import { nameOf, type Rejudged, type RejudgeParts, rejudge } from "../evaluation/rejudge.ts";
import type { RunData } from "../evaluation/runs_compare.ts";
import { makeForgeableJudge } from "../judging/forgeable_judge.ts";
import { makeJudge } from "../judging/judge.ts";
import { begun, UserError } from "../lib/errors.ts";
import { say } from "../lib/terminal.ts";
import { visibleLine } from "../lib/visible_text.ts";
import { startProgress } from "../report/progress.ts";
import { openSandbox } from "../sandbox/index.ts";
import type { FlagsOf } from "./flags/table.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { datasetOf, tasksById } from "./run_tasks.ts";
import { type SandboxFlags, sandboxOf } from "./sandbox_parts.ts";

/** @throws UserError where it cannot be found */
export async function requireDataset(run: RunData, named: string | undefined): Promise<LoadedTasks> {
  const data = await datasetOf(run, named);
  if (data !== undefined) return data;
  const recorded = run.run?.dataset.path;
  throw new UserError(`the data set of ${run.path} is not at hand${recorded ? ` (it was ${recorded})` : ""}`, {
    hint: "name it with --dataset-path",
  });
}

export interface PassOptions {
  readonly run: RunData;
  readonly data: LoadedTasks;
  readonly extract: RejudgeParts["extract"];
  readonly imports: ImportPrelude;
  readonly limits: Limits;
  /** The language's own way where it does not say. */
  readonly judge?: FlagsOf<"rescore">["judge"];
  readonly flags: SandboxFlags & Pick<FlagsOf<"verify">, "quiet" | "verbose">;
}

/**
 * Judges all completions of a run again.
 *
 * @returns undefined where it was interrupted
 */
export async function judgeAgain({ run, data, ...options }: PassOptions): Promise<Rejudged[] | undefined> {
  const { extract, imports, limits, judge, flags } = options;
  using interrupt = listenForInterrupt(() => say("stopping"));
  await using sandbox = await openSandbox({ ...sandboxOf(flags, data.languages), imports, report: say });
  const before = { done: 0, passed: 0 };
  const progress = startProgress({ total: run.records.length, before, quiet: flags.quiet, stream: process.stderr });
  try {
    return await begun(() =>
      rejudge(run.records, {
        extract,
        judge: (judge === "in-process" ? makeForgeableJudge : makeJudge)({ sandbox, imports, limits }),
        tasks: tasksById(data),
        concurrency: 2 * sandbox.concurrency,
        signal: interrupt.stop,
        done: (record) => {
          progress.done(record.passed);
          if (flags.verbose) progress.line(visibleLine(`${nameOf(record)}: ${record.verdict}`));
        },
      }),
    );
  } catch (error) {
    if (interrupt.stop.aborted) return undefined;
    throw error;
  } finally {
    progress.stop();
  }
}
