/** `repair`: a model improves the solutions of a file. Parse → open the parts → run → print. */

import type { RunFile } from "../../core/index.ts";
import { chooseModelKey, type Problem, readSolutionFile } from "../../datasets/solution_files.ts";
import { readRunFile } from "../../evaluation/run_file.ts";
import { DEFAULT_LANGUAGE } from "../../languages/index.ts";
import { UserError } from "../../lib/errors.ts";
import { printJson, printText } from "../../lib/terminal.ts";
import type { ModelSpec } from "../../models/index.ts";
import { attemptLine, leftUnrepaired } from "../../report/repair_lines.ts";
import { repairText } from "../../report/solutions_text.ts";
import { openModel } from "../../search/model.ts";
import type { RepairSettings } from "../../solutions/repair.ts";
import { runRepair } from "../../solutions/run_repair.ts";
import { chosen } from "../flags/settings.ts";
import type { FlagsOf } from "../flags/table.ts";
import { listenForInterrupt } from "../interrupt.ts";
import type { Log } from "../log_level.ts";
import { budgetOf, localOptions, modeOf, specOf } from "../model_parts.ts";
import { type Opened, withSandbox } from "../opened.ts";
import { assertQueued, deadLetters, openOverQueue } from "../queue_parts.ts";
import { assertNew, repairPaths, selectedPositions } from "../repair_choice.ts";
import { limitsOf } from "../sandbox_parts.ts";
import { shellCommand } from "../shell_command.ts";
import { logOf, numberSetting, openSolutionSandbox, positionsOf, selectProblems, titleOf } from "../solution_parts.ts";

type Flags = FlagsOf<"repair">;

/** Who is asked where no model is named. */
const FALLBACK = "anthropic:claude-haiku-4-5";

/**
 * Repairs the solutions of a file.
 *
 * @param argv the command line itself, for the command that resumes
 * @returns the exit code: 1 where some problem could not be done, 130 where the run was interrupted
 */
export async function run(flags: Flags, argv: readonly string[]): Promise<number> {
  const log = logOf(flags);
  const [spec, budget, mode, wanted] = [
    specOf(flags, FALLBACK),
    budgetOf(flags),
    modeOf(flags),
    selectedPositions(flags),
  ];
  assertQueued(flags);
  using interrupt = listenForInterrupt(() =>
    log.warning("stopping after the problems in hand (Ctrl-C again drops them)"),
  );
  const file = await readSolutionFile(flags["solution-file"]);
  const paths = repairPaths(flags);
  const saved = mode === "resume" ? await readRunFile(paths.records) : undefined;
  const settings = settingsOf(flags, chooseModelKey(file, flags["model-key"]), saved);
  const selected = selectProblems(file, wanted ?? positionsOf(file, undefined), log, settings.compare);
  const problems = withSolution(selected.problems, settings.modelKey, log);
  await assertNew(flags, paths);
  const { stop, abort } = interrupt;
  const asked = { flags, spec, settings, stop, out: paths.records, sha256: file.sha256, languages: [DEFAULT_LANGUAGE] };
  const home = () => openSolutionSandbox(flags, log);
  await using opened = flags.queue ? await openOverQueue(flags.queue, { ...asked, home }) : await openHere(asked, log);
  const { model, sandbox, coordinator } = opened;
  const ended = coordinator ? AbortSignal.any([abort, coordinator.lost]) : abort;
  const end = await runRepair({
    ...{ file, problems, paths, mode, settings, model, sandbox, budget, stop, abort: ended },
    force: flags["force-resume"],
    concurrency: flags.concurrency,
    onAttempt: (task, attempts) => log.info(attemptLine(task, attempts)),
  });
  coordinator?.lost.throwIfAborted();

  const { output, records } = paths;
  const about = { model: model.name, modelKey: settings.modelKey, output, records, cost: end.summary.cost };
  if (flags.json) printJson(end.summary);
  else printText(repairText(end.summary, about));
  for (const line of coordinator ? deadLetters(coordinator) : []) log.error(line);
  const left = leftUnrepaired(end, stop.aborted, shellCommand(argv));
  for (const line of left) log.error(line);
  if (left.length > 0) return stop.aborted ? 130 : 1;
  const bad = selected.bad.length + selected.problems.length - problems.length;
  return bad > 0 ? 1 : 0;
}

interface Asked {
  readonly flags: Flags;
  readonly spec: ModelSpec;
  readonly settings: RepairSettings;
}

/** The model and the sandbox of this machine. */
async function openHere({ flags, spec, settings }: Asked, log: Log): Promise<Opened> {
  const { sampling } = settings;
  const requests = numberSetting(flags.requests, "LLM_SEMAPHORE", 5);
  const model = await openModel(spec, { ...localOptions(flags), requests, sampling, report: log.warning });
  return withSandbox(model, () => openSolutionSandbox(flags, log, true));
}

/**
 * The settings that decide the outcome.
 *
 * @param saved the run that is gone on with: one that does not say how it compared did so as version 0.1
 */
export function settingsOf(flags: Flags, modelKey: string, saved: RunFile | undefined): RepairSettings {
  return {
    ...{ context: "docs", feedback: "assertion", samples: 1 },
    ...chosen(flags, ""),
    sampling: { topP: 1, ...chosen(flags, "sampling"), stop: [] },
    limits: limitsOf(flags),
    modelKey,
    compare: saved !== undefined && saved.config.compare === undefined ? "decimals" : flags.compare,
  };
}

/** Problems that have a solution to start from; the others are named. */
function withSolution(problems: readonly Problem[], key: string, log: Log): Problem[] {
  const found = problems.filter((problem) => problem.solutions.has(key));
  for (const problem of problems) {
    if (!problem.solutions.has(key)) log.error(`error: ${titleOf(problem)} has no ${key}`);
  }
  if (found.length === 0) throw new UserError(`no problem has a ${key} to repair`);
  return found;
}
