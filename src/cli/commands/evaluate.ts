/** `evaluate`: a model on a data set. Parse → open the parts → run → print. */

import type { ChatModel, Report, SampleRecord, Sandbox, SearchLimits } from "../../core/index.ts";
import { assertEvaluable, type LoadedTasks, loadTasks } from "../../datasets/index.ts";
import type { Settings } from "../../evaluation/config.ts";
import { ofShard } from "../../evaluation/plan.ts";
import { type EvaluationEnd, runEvaluation, type Watch } from "../../evaluation/run_evaluation.ts";
import { assertFree } from "../../evaluation/session.ts";
import { usageError } from "../../lib/errors.ts";
import { PROGRAM } from "../../lib/paths.ts";
import { printJsonText, printText, say } from "../../lib/terminal.ts";
import { visibleLine } from "../../lib/visible_text.ts";
import type { ModelSpec } from "../../models/index.ts";
import { runLabel } from "../../report/label.ts";
import { startProgress } from "../../report/progress.ts";
import { type EndedRun, endText, interruptedText, leftUndone } from "../../report/run_end.ts";
import { openSandbox } from "../../sandbox/index.ts";
import { openModel } from "../../search/model.ts";
import { noLikelihoods } from "../../search/step.ts";
import { chosen } from "../flags/settings.ts";
import type { FlagsOf } from "../flags/table.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { budgetOf, localOptions, modeOf, specOf } from "../model_parts.ts";
import { type Opened, withSandbox } from "../opened.ts";
import { assertWritable, defaultOut } from "../out_file.ts";
import { assertAskable, presetSampling, withPreset } from "../preset_flags.ts";
import { assertQueued, deadLetters, OVER_A_QUEUE, openOverQueue, watchedBy } from "../queue_parts.ts";
import { repairSettings } from "../repair_settings.ts";
import { otherData } from "../run_tasks.ts";
import { limitsOf, sandboxOf } from "../sandbox_parts.ts";
import { shellCommand } from "../shell_command.ts";

type Flags = FlagsOf<"evaluate">;

/**
 * Evaluates a model on a data set.
 *
 * @param argv the command line itself, for the command that resumes
 * @returns the exit code: 1 where some task could not be judged or answered, 130 where the run was interrupted
 * @throws UserError for everything that the user can mend
 */
export async function run(typed: Flags, argv: readonly string[]): Promise<number> {
  const flags = withPreset(typed, argv);
  const spec = specOf(flags);
  assertTogether(flags, spec);
  assertQueued(flags);
  const [budget, mode, settings] = [budgetOf(flags), modeOf(flags), settingsOf(flags, spec)];
  const report = flags.quiet ? () => {} : say;
  using interrupt = listenForInterrupt(() => say("stopping after the tasks in hand (Ctrl-C again drops them)"));
  const { stop, abort } = interrupt;

  const data = await loadTasks({ ...selection(flags), report, signal: stop });
  assertEvaluable(data.tasks);
  if (flags["own-tests"] !== undefined) assertOwnTests(data);
  const out = flags.out ?? defaultOut(spec.text, data.name, flags.shard);
  await assertWritable(out);
  await assertFree({ out, mode });
  await using opened =
    flags.queue === undefined
      ? await openHere(flags, spec, settings, data, report)
      : await openOverQueue(flags.queue, { flags, spec, settings, out, stop, ...overQueue(flags, data, report) });
  const { model, sandbox, coordinator } = opened;
  if (flags["search-ranking"] === "model" && model.likelihoods === undefined) throw noLikelihoods(model.name);
  if (flags.tools && !model.callsTools) throw callsNone(model.name);
  const mixed = flags.mixed ? ", mixed workers" : "";
  const label = `${runLabel(data.suite ?? data.name, settings, model)}${mixed}`;
  const parts = { data, out, model, sandbox, settings, label, shard: flags.shard };
  const concurrency = flags.concurrency ?? (coordinator ? OVER_A_QUEUE : tasksInFlight(model, sandbox, flags.batch));
  const force = flags["force-resume"];
  const ended = coordinator ? AbortSignal.any([abort, coordinator.lost]) : abort;
  const run = { ...parts, budget, mode, force, concurrency, stop, abort: ended };
  const end = await runEvaluation(run, watchedBy(coordinator, watchOf(flags)));
  coordinator?.lost.throwIfAborted();
  for (const line of coordinator ? deadLetters(coordinator) : []) say(line);
  return printEnd(flags, parts, end, { stopped: stop.aborted, resumeCommand: shellCommand(argv) });
}

function assertOwnTests({ languages }: LoadedTasks): void {
  const other = languages.find(({ ownTests }) => ownTests === undefined);
  if (other !== undefined) throw usageError(`--own-tests: not for ${other.name} yet`, "leave out --own-tests");
}

function callsNone(name: string): Error {
  return usageError(`--tools: ${name} calls no tools`, "leave out --tools: the agent asks for programs as text");
}

/** The model and the sandbox of this machine. */
async function openHere(
  flags: Flags,
  spec: ModelSpec,
  settings: Settings,
  data: LoadedTasks,
  report: Report,
): Promise<Opened> {
  const { languages } = data;
  const model = await openModel(spec, { ...modelOptions(flags), sampling: settings.sampling, report }, languages);
  return withSandbox(model, async () => {
    const tasks = ofShard(data.tasks, flags.shard).map(({ task_id }) => task_id);
    if (spec.kind === "replay") for (const line of await otherData(spec.file, data)) say(line);
    for (const line of model.rehearse?.({ tasks, known: data.ids, samples: settings.samples }) ?? []) say(line);
    if (flags.batch > 1 && model.dtype === "") report("--batch is of no use here: it is for models that compute here");
    const debug = flags.debug ? { debug: say } : {};
    return openSandbox({ ...sandboxOf(flags, languages), imports: flags.imports, report, ...debug });
  });
}

/** What a queue is told of the data, and this machine's own sandbox. */
function overQueue(flags: Flags, { languages, sha256 }: LoadedTasks, report: Report) {
  const home = () => openSandbox({ ...sandboxOf(flags, languages), imports: flags.imports, report });
  return { languages, sha256, home };
}

interface How {
  readonly stopped: boolean;
  readonly resumeCommand: string;
}

async function printEnd(flags: Flags, parts: EndedRun, end: EvaluationEnd, how: How): Promise<number> {
  if (how.stopped) {
    say(interruptedText(parts, end, how.resumeCommand));
    return 130;
  }
  if (process.stdout.isTTY && !flags.json) printText(endText(parts, end, true));
  else printJsonText(endText(parts, end, false));
  if (parts.model.standIn !== undefined && !flags.quiet) say(NEXT_STEP);
  if (flags.visualize) {
    const { visualizeResults } = await import("../../report/draw_results.ts");
    const picture = await visualizeResults({ input: parts.out });
    if (!flags.quiet) say(`picture: ${picture}`);
  }
  for (const [task, why] of end.refused) say(`${task} counts as unanswered: ${why}`);
  const left = leftUndone(parts, end, how.resumeCommand);
  for (const line of left) say(line);
  return left.length === 0 ? 0 : 1;
}

const NEXT_STEP = `Next, a real model (it is downloaded once):\n  ${PROGRAM} --model Qwen/Qwen2.5-0.5B-Instruct --max 5`;

/** Progress on stderr, and a line per task where that is asked for. */
function watchOf({ quiet, verbose, samples }: Flags): Watch {
  let progress: ReturnType<typeof startProgress> | undefined;
  return {
    started: (total, before) => {
      progress = startProgress({ total, before, quiet, stream: process.stderr });
    },
    recorded: (record) => {
      progress?.done(record.passed);
      if (verbose) progress?.line(visibleLine(`${nameOf(record, samples)}: ${record.verdict}`));
    },
    ended: () => progress?.stop(),
  };
}

function nameOf({ task_id, sample }: SampleRecord, samples: number): string {
  return samples > 1 ? `${task_id}, sample ${sample}` : task_id;
}

/** Twice the cores for a model that only reads: the judge never waits for it. */
function tasksInFlight(model: ChatModel, sandbox: Sandbox, batch: number): number {
  return Math.min(model.concurrency ?? 1, 2 * Math.max(sandbox.concurrency, batch));
}

/** The settings that decide the run's numbers. */
export function settingsOf(flags: Flags, spec: ModelSpec): Settings {
  return {
    ...chosen(flags, ""),
    sampling: { ...chosen(flags, "sampling"), stop: [], ...presetSampling(flags) },
    limits: limitsOf(flags),
    ...(spec.kind === "search" && { search: searchOf(flags) }),
    ...repairSettings(flags, spec),
  };
}

/** The ranking is named only where it is not the one that was learned. */
function searchOf(flags: Flags): SearchLimits {
  return { ...chosen(flags, "search"), ...(flags["search-ranking"] === "model" && { ranking: "model" }) };
}

/** @throws UserError (exit code 2) for flags that make no sense beside each other */
function assertTogether({ samples, temperature, preset, guide, ...flags }: Flags, spec: ModelSpec): void {
  if (flags["search-ranking"] === "model" && (spec.kind !== "search" || spec.turn === "alone"))
    throw usageError("--search-ranking model needs a model beside the search", "name one: --cascade search,MODEL");
  if (flags["search-ranking"] === "model" && flags.queue !== undefined)
    throw usageError("--search-ranking model needs the model on this machine", "leave out --queue");
  if (preset !== undefined) assertAskable(preset, spec);
  if (samples > 1 && guide === "examples")
    throw usageError("--guide examples hands in one program a task: --iters says out of how many, not --samples");
  if (samples > 1 && spec.kind === "search" && spec.turn === "alone")
    throw usageError("--samples above 1 is of no use with --model search: it tries the same each time");
  if (samples > 1 && temperature === 0 && spec.kind !== "replay" && spec.kind !== "scripted")
    throw usageError("--samples above 1 needs --temperature above 0: greedy samples are all the same");
}

function selection(flags: Flags) {
  const ids = flags["task-id"].flatMap((it) => it.split(",")).map((it) => it.trim());
  return {
    ...(flags["dataset-path"] !== undefined && { path: flags["dataset-path"] }),
    ...(ids.length > 0 && { taskIds: ids }),
    ...(flags.max !== undefined && { max: flags.max }),
    ...(flags.language !== undefined && { language: flags.language }),
  };
}

function modelOptions(flags: Flags) {
  const { decoding, batch, concurrency: requests } = flags;
  return { ...localOptions(flags), decoding, batch, ...(requests !== undefined && { requests }) };
}
