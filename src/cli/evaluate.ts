/** The default command: parse → build the parts → run → print. */
import { relative } from "node:path";
import { buildAgent } from "../agent/react_agent.ts";
import type { ChatModel, RunFile, SampleRecord, Sandbox, SearchLimits } from "../core/index.ts";
import { assertEvaluable, type LoadedTasks, loadTasks } from "../datasets/index.ts";
import { type Asking, openAsking } from "../evaluation/asking.ts";
import type { BudgetLimits } from "../evaluation/budget.ts";
import { lastCheckUp } from "../evaluation/check_up.ts";
import { configHash, mostAttempts, runConfig, type Settings } from "../evaluation/config.ts";
import { evaluate, type Job } from "../evaluation/humaneval_eval.ts";
import { ofShard, planJobs } from "../evaluation/plan.ts";
import { writeRunFile } from "../evaluation/run_file.ts";
import { sealOf } from "../evaluation/seal.ts";
import { assertFree, openSession, type Session, type SessionOptions } from "../evaluation/session.ts";
import { summarize } from "../evaluation/summary.ts";
import { makeJudge } from "../judging/run_tests_tool.ts";
import { PROGRAM } from "../lib/paths.ts";
import { visibleLine, visibleText } from "../lib/visible_text.ts";
import { runLabel, suiteName } from "../report/label.ts";
import { startProgress } from "../report/progress.ts";
import { summaryText } from "../report/summary_text.ts";
import { openSandbox } from "../sandbox/index.ts";
import { openModel } from "../search/model.ts";
import type { SearchParts } from "../search/step.ts";
import { budgetOf } from "./api_flags.ts";
import type { EvaluateFlags } from "./evaluate_flags.ts";
import { type Interrupt, listenForInterrupt } from "./interrupt.ts";
import { assertWritable, defaultOut } from "./out_file.ts";
import { sandboxOf } from "./sandbox_flags.ts";
import { settingsFrom } from "./settings.ts";
import { shellCommand } from "./shell_command.ts";
import { versions } from "./versions.ts";

/** Everything a run is made of, once it has been built. */
interface Run {
  readonly flags: EvaluateFlags;
  readonly data: LoadedTasks;
  readonly out: string;
  readonly model: ChatModel;
  readonly sandbox: Sandbox;
  readonly settings: Settings;
  readonly label: string;
  readonly interrupt: Interrupt;
  readonly hash: string;
  readonly resumeCommand: string;
  readonly budget: BudgetLimits;
}

/**
 * Evaluates a model on a data set.
 *
 * @param argv the command line itself, for the command that resumes
 * @returns the exit code: 1 where the isolation layer failed on some task, 130 where the run was interrupted
 * @throws UserError for everything that the user can mend
 */
export async function evaluateCommand(flags: EvaluateFlags, argv: readonly string[]): Promise<number> {
  const budget = budgetOf(flags);
  const report = flags.quiet ? () => {} : log;
  const resumeCommand = shellCommand(argv);
  using interrupt = listenForInterrupt(() => log("stopping after the tasks in hand (Ctrl-C again drops them)"));
  const data = await loadTasks({ ...selection(flags), report, signal: interrupt.stop });
  assertEvaluable(data.tasks);
  const out = flags.out ?? defaultOut(flags.spec.text, data.name, flags.shard);
  await assertWritable(out);
  await assertFree({ out, mode: modeOf(flags) });
  const settings = settingsFrom(flags);
  await using model = await openModel(flags.spec, { ...modelFlags(flags), sampling: settings.sampling, report });
  if (flags.batch > 1 && model.dtype === "") report("--batch is of no use here: it is for models that compute here");
  await using sandbox = await openSandbox({
    ...sandboxOf(flags),
    imports: flags.imports,
    report,
    ...(flags.debug && { debug: log }),
  });
  const label = runLabel(suiteName(data.tasks, data.name), settings, model);
  const hash = configHash(runConfig(model, settings));
  // Awaited here: what this function opened is disposed of when it returns.
  return await runAndPrint({
    flags,
    data,
    out,
    model,
    sandbox,
    settings,
    label,
    interrupt,
    hash,
    resumeCommand,
    budget,
  });
}

async function runAndPrint(run: Run): Promise<number> {
  const jobs = planJobs(run.data.tasks, run.settings.samples, run.flags.shard);
  const { records, unanswered } = await runSession(run, jobs);
  const [total, what] = [jobs.length, run.settings.samples > 1 ? "samples" : "tasks"];
  if (run.interrupt.stop.aborted) {
    const done = `${records.length} of ${total} ${what}`;
    log(`stopped: ${done} are recorded in ${run.out}; go on with\n  ${run.resumeCommand}`);
    return 130;
  }
  print(run, records);
  if (run.flags.visualize) await drawResults(run);
  if (records.length < total) {
    log(
      `${unanswered}: ${total - records.length} of ${total} ${what} have no record and count as unsolved; go on with`,
    );
    log(`  ${run.resumeCommand}`);
    return 1;
  }
  const broken = records.filter((record) => record.verdict === "sandbox_error").length;
  if (broken === 0) return 0;
  log(`error: the sandbox failed on ${broken} of ${total} ${what}, which count as unsolved; judge them again with`);
  log(`  ${run.resumeCommand}`);
  return 1;
}

async function drawResults({ out, flags }: Run): Promise<void> {
  const { visualizeResults } = await import("./visualize.ts");
  const picture = await visualizeResults({ input: out });
  if (!flags.quiet) log(`picture: ${picture}`);
}

interface SessionEnd {
  readonly records: SampleRecord[];
  /** Why some jobs have no record, where some have none. */
  readonly unanswered: string;
}

async function runSession(run: Run, jobs: readonly Job[]): Promise<SessionEnd> {
  await using session = await openSession(jobs, sessionOptions(run));
  const started = { started_at: new Date().toISOString() };
  const file = await runFile(run, [...session.earlier, started], session.recorded);
  await writeRunFile(run.out, file);
  const { model, out, hash: configHash, budget: limits } = run;
  const resume = modeOf(run.flags) === "resume";
  const journal = model.remote ?? false;
  await using asking = await openAsking({ model, session, out, resume, configHash, limits, journal });
  let records: SampleRecord[] | undefined;
  try {
    await evaluateJobs(run, session, asking, jobs.length);
    records = await session.finish();
  } finally {
    const sessions = [...session.earlier, { ...started, ended_at: new Date().toISOString() }];
    await writeRunFile(out, { ...file, sessions, ...(records && { results: await sealOf(out) }) });
  }
  if (records.length === jobs.length) await asking.complete();
  for (const [task, why] of asking.givenUp.failures) log(`error: ${task}: ${why}`);
  return { records, unanswered: asking.why() };
}

async function evaluateJobs(run: Run, session: Session, asking: Asking, total: number): Promise<void> {
  const { flags, model, sandbox, settings, interrupt } = run;
  const { search, ...chosen } = settings;
  const agent = buildAgent({
    ...chosen,
    model: asking.model,
    judge: makeJudge({ ...settings, sandbox }),
    ...(search && { search: searchParts(search, settings, sandbox) }),
  });
  const before = { done: session.done, passed: session.passedBefore };
  const progress = startProgress({ total, before, quiet: flags.quiet, stream: process.stderr });
  try {
    await evaluate(session.todo, {
      agent,
      run: { model: model.name, context: settings.context, config_hash: run.hash },
      write: async (record) => {
        await session.write(record);
        asking.givenUp.succeeded();
        progress.done(record.passed);
        if (flags.verbose) progress.line(visibleLine(`${nameOf(record, settings)}: ${record.verdict}`));
      },
      // Twice the cores for a model that only reads: the judge never waits for it.
      concurrency:
        flags.concurrency ?? Math.min(model.concurrency ?? 1, 2 * Math.max(sandbox.concurrency, flags.batch)),
      giveUp: asking.givenUp.decide,
      stop: AbortSignal.any([interrupt.stop, asking.stop]),
      abort: interrupt.abort,
    });
  } catch (error) {
    if (!interrupt.abort.aborted) throw error;
  } finally {
    progress.stop();
  }
}

/** Seconds of CPU and on the clock after which a proposed program is given up. */
const TRY_OUT = { cpuSec: 1, timeoutSec: 3 };

function searchParts(search: SearchLimits, settings: Settings, sandbox: Sandbox): SearchParts {
  const { limits } = settings;
  const [cpuSec, timeoutSec] = [
    Math.min(limits.cpuSec, TRY_OUT.cpuSec),
    Math.min(limits.timeoutSec, TRY_OUT.timeoutSec),
  ];
  const tryOut = makeJudge({ ...settings, limits: { ...limits, cpuSec, timeoutSec }, sandbox });
  return { ...search, tryOut, concurrency: sandbox.concurrency };
}

function print(run: Run, records: readonly SampleRecord[]): void {
  const { flags, model, sandbox, label, settings } = run;
  const tasks = ofShard(run.data.tasks, flags.shard).map((task) => task.task_id);
  const attempts = mostAttempts(settings, model.name);
  const summary = summarize(records, { tasks, samples: settings.samples, attempts });
  const head = {
    label,
    model: model.name,
    dataset: run.data.name,
    sandbox: `${sandbox.info.kind} (${sandbox.info.tier})`,
    out: run.out,
    ...(model.standIn !== undefined && { standIn: model.standIn }),
  };
  const text = process.stdout.isTTY && !flags.json;
  const { standIn, ...rest } = head;
  const whole = { ...summary, ...rest, ...(standIn && { stand_in: standIn }), config_hash: run.hash };
  process.stdout.write(text ? summaryText(summary, head) : `${JSON.stringify(whole)}\n`);
  if (standIn !== undefined && !flags.quiet) log(NEXT_STEP);
}

const NEXT_STEP = `Next, a real model (it is downloaded once):\n  ${PROGRAM} --model Qwen/Qwen2.5-0.5B-Instruct --max 5`;

/** @param recorded records of earlier sessions, which may have been asked for more tasks than this one */
async function runFile(run: Run, sessions: RunFile["sessions"], recorded: readonly SampleRecord[]): Promise<RunFile> {
  const { name, path, sha256, total } = run.data;
  const tasks = [...run.data.tasks, ...recorded].map(({ task_id }) => task_id);
  return {
    schema_version: 1,
    label: run.label,
    config_hash: run.hash,
    config: { ...runConfig(run.model, run.settings) },
    dataset: { name, path: relative(process.cwd(), path) || path, sha256, total },
    sandbox: { ...run.sandbox.info },
    check_up: (await lastCheckUp(run.sandbox.info)) ?? null,
    versions: { ...(await versions()), python: run.sandbox.info.python },
    sessions,
    selection: {
      tasks: [...new Set(tasks)],
      samples: run.settings.samples,
      ...(run.flags.shard && { shard: run.flags.shard }),
    },
    ...(run.model.standIn !== undefined && { stand_in: run.model.standIn }),
  };
}

function sessionOptions(run: Run): SessionOptions {
  return {
    out: run.out,
    mode: modeOf(run.flags),
    force: run.flags["force-resume"],
    config: runConfig(run.model, run.settings),
    configHash: run.hash,
    datasetSha256: run.data.sha256,
  };
}

function modeOf(flags: EvaluateFlags): SessionOptions["mode"] {
  if (flags.resume || flags["force-resume"]) return "resume";
  return flags.overwrite ? "overwrite" : "new";
}

function selection(flags: EvaluateFlags) {
  const ids = flags["task-id"]?.flatMap((it) => it.split(",")).map((it) => it.trim());
  return {
    ...(flags["dataset-path"] !== undefined && { path: flags["dataset-path"] }),
    ...(ids !== undefined && { taskIds: ids }),
    ...(flags.max !== undefined && { max: flags.max }),
    language: flags.language,
  };
}

function modelFlags(flags: EvaluateFlags) {
  const { revision, dtype, device, threads, decoding, batch, concurrency: requests } = flags;
  return {
    ...{ device, decoding, batch },
    ...(requests !== undefined && { requests }),
    ...(revision !== undefined && { revision }),
    ...(dtype !== undefined && { dtype }),
    ...(threads !== undefined && { threads }),
  };
}

function nameOf({ task_id, sample }: SampleRecord, { samples }: Settings): string {
  return samples > 1 ? `${task_id}, sample ${sample}` : task_id;
}

function log(line: string): void {
  process.stderr.write(`${visibleText(line)}\n`);
}
