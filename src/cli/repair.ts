/** `repair`: a model improves the solutions of a file over some iterations of test feedback. */
import { basename, relative } from "node:path";
import { passRatio } from "../agent/best_attempt.ts";
import { buildAgent } from "../agent/react_agent.ts";
import type { Attempt, ChatModel, Sandbox, Task } from "../core/index.ts";
import { chooseModelKey, type Problem, readSolutionFile, type SolutionFile } from "../datasets/solution_files.ts";
import { type Asking, openAsking } from "../evaluation/asking.ts";
import type { BudgetLimits } from "../evaluation/budget.ts";
import { configHash } from "../evaluation/config.ts";
import { evaluate } from "../evaluation/humaneval_eval.ts";
import { readRunFile, writeRunFile } from "../evaluation/run_file.ts";
import { openSession, type Session } from "../evaluation/session.ts";
import { makeJudge } from "../judging/run_tests_tool.ts";
import { UserError } from "../lib/errors.ts";
import { fileExists } from "../lib/files.ts";
import { repairText } from "../report/solutions_text.ts";
import { openModel } from "../search/model.ts";
import { solutionTask } from "../solutions/evaluate.ts";
import { type RepairSettings, type RepairSummary, repairConfig, summarizeRepair } from "../solutions/repair.ts";
import { budgetOf, specOf } from "./api_flags.ts";
import { type Interrupt, listenForInterrupt } from "./interrupt.ts";
import { type Log, makeLog } from "./log_level.ts";
import { assertWritable } from "./out_file.ts";
import { type RepairFlags, type RepairPaths, repairPaths, selectedPositions } from "./repair_flags.ts";
import { RepairOutput } from "./repair_output.ts";
import { modelOptions, modeOf, settingsOf } from "./repair_settings.ts";
import { shellCommand } from "./shell_command.ts";
import { openSolutionSandbox, positionsOf, selectProblems, titleOf } from "./solution_parts.ts";
import { versions } from "./versions.ts";

/** Everything a repair is made of, once it has been built. */
interface Repair {
  readonly flags: RepairFlags;
  readonly file: SolutionFile;
  readonly problems: readonly Problem[];
  readonly paths: RepairPaths;
  readonly settings: RepairSettings;
  readonly model: ChatModel;
  readonly sandbox: Sandbox;
  readonly interrupt: Interrupt;
  readonly log: Log;
  readonly resumeCommand: string;
}

/**
 * Repairs the solutions of a file.
 *
 * @param argv the command line itself, for the command that resumes
 * @returns the exit code: 1 where some problem could not be done, 130 where the run was interrupted
 */
export async function repairCommand(flags: RepairFlags, argv: readonly string[]): Promise<number> {
  const log = makeLog(flags.debug ? "DEBUG" : flags["log-level"]);
  using interrupt = listenForInterrupt(() =>
    log.warning("stopping after the problems in hand (Ctrl-C again drops them)"),
  );
  const budget = budgetOf(flags);
  const file = await readSolutionFile(flags["solution-file"]);
  const paths = repairPaths(flags);
  const saved = modeOf(flags) === "resume" ? await readRunFile(paths.records) : undefined;
  const settings = settingsOf(flags, chooseModelKey(file, flags["model-key"]), saved);
  const positions = selectedPositions(flags) ?? positionsOf(file, undefined);
  const selected = selectProblems(file, positions, log, settings.compare);
  const problems = withSolution(selected.problems, settings.modelKey, log);
  await assertNew(flags, paths);
  await using model = await openModel(specOf(modelName(flags), flags), {
    ...modelOptions(flags),
    sampling: settings.sampling,
    report: log.warning,
  });
  await using sandbox = await openSolutionSandbox(flags, log, true);
  const resumeCommand = shellCommand(argv);
  const run = { flags, file, problems, paths, settings, model, sandbox, interrupt, log, resumeCommand };
  const code = await repair(run, budget);
  const bad = selected.bad.length + selected.problems.length - problems.length;
  return code === 0 && bad > 0 ? 1 : code;
}

async function repair(run: Repair, limits: BudgetLimits): Promise<number> {
  const { paths, problems, settings, model, file, flags } = run;
  const config = repairConfig(model, settings);
  const hash = configHash(config);
  const mode = modeOf(flags);
  const jobs = problems.map((problem) => ({ task: solutionTask(problem, settings.modelKey), sample: 0 }));
  const about = { out: paths.records, mode, force: flags["force-resume"], datasetSha256: file.sha256 };
  await using session = await openSession(jobs, { ...about, config, configHash: hash });
  const asked = {
    model,
    session,
    out: paths.records,
    resume: mode === "resume",
    configHash: hash,
    limits,
    journal: true,
  };
  await using asking = await openAsking(asked);
  const output = new RepairOutput(paths, file, settings.modelKey, session.recorded);
  const parts = { session, asking, output, hash };
  await recordRun(run, config, hash, session, () => attemptAll(run, parts));
  const summary = summarizeRepair(problems, await session.finish(), asking.givenUp.failures);
  await present(run, summary, parts);
  const left = problems.length - summary.completed_problems;
  if (left === 0) await asking.complete();
  return explainEnd(run, left, parts);
}

/** What a repair holds while it runs. */
interface Parts {
  readonly session: Session;
  readonly asking: Asking;
  readonly output: RepairOutput;
  readonly hash: string;
}

async function present({ flags, file, paths, settings, model }: Repair, summary: RepairSummary, parts: Parts) {
  const { modelKey } = settings;
  const { cost } = parts.asking.budget;
  const head = { model: model.name, model_key: modelKey, solution_file: file.path, output_file: paths.output };
  const whole = { ...head, ...summary, ...(cost !== undefined && { cost }), config_hash: parts.hash };
  await parts.output.summarize(whole);
  const { output, records } = paths;
  const words = repairText(summary, { model: model.name, modelKey, output, records, cost });
  process.stdout.write(flags.json ? `${JSON.stringify(whole)}\n` : words);
}

async function attemptAll(run: Repair, { session, asking, output, hash }: Parts): Promise<void> {
  const { settings, model, sandbox, interrupt, flags, log } = run;
  const { givenUp } = asking;
  const { search: _none, ...chosen } = settings;
  const agent = buildAgent({
    ...chosen,
    model: asking.model,
    judge: makeJudge({ ...settings, sandbox }),
    firstAnswer: (task) => task.buggy_solution,
    onAttempt: (task, attempts) => log.info(progressLine(task, attempts)),
  });
  try {
    await evaluate(session.todo, {
      agent,
      run: { model: model.name, context: settings.context, config_hash: hash },
      write: async (record) => {
        await session.write(record);
        await output.add(record);
        givenUp.succeeded();
      },
      giveUp: givenUp.decide,
      concurrency: flags["concurrent-problems"],
      stop: AbortSignal.any([interrupt.stop, asking.stop]),
      abort: interrupt.abort,
    });
  } catch (error) {
    if (!interrupt.abort.aborted) throw error;
  } finally {
    await output.write();
  }
}

/** What is left undone, and why; the exit code. */
function explainEnd({ log, interrupt, resumeCommand }: Repair, left: number, { asking }: Parts): number {
  const { givenUp } = asking;
  if (left === 0) return 0;
  for (const [task, why] of givenUp.failures) log.error(`error: ${task}: ${why}`);
  const interrupted = interrupt.stop.aborted;
  const why = interrupted ? "stopped" : asking.why();
  log.error(`${why}: ${left} problems are left; go on with\n  ${resumeCommand}`);
  return interrupted ? 130 : 1;
}

function progressLine(task: Task, attempts: readonly Attempt[]): string {
  const [last, ...earlier] = [...attempts].reverse();
  const { passed, total } = last?.cases ?? { passed: 0, total: 0 };
  const share = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;
  const now = `${passed} of ${total} cases (${share(passRatio(last?.cases))})`;
  if (earlier.length === 0) return `${task.task_id}: ${now} to begin with`;
  const best = Math.max(...earlier.map((it) => passRatio(it.cases)));
  const ratio = passRatio(last?.cases);
  const word = ratio > best ? "better than" : ratio < best ? "worse than" : "as good as";
  return `${task.task_id}: iteration ${earlier.length}: ${now}, ${word} ${share(best)}`;
}

async function recordRun(
  run: Repair,
  config: ReturnType<typeof repairConfig>,
  hash: string,
  session: Session,
  work: () => Promise<void>,
): Promise<void> {
  const { file, sandbox, paths, settings, flags } = run;
  const started = { started_at: new Date().toISOString() };
  const about = {
    schema_version: 1,
    label: `repair of ${settings.modelKey}, up to ${settings.iters} iterations, target ${settings.targetRatio}`,
    config_hash: hash,
    config: { ...config },
    dataset: {
      name: basename(flags["solution-file"]),
      path: relative(process.cwd(), file.path) || file.path,
      sha256: file.sha256,
      total: file.rows.length,
    },
    sandbox: { ...sandbox.info },
    check_up: null,
    versions: { ...(await versions()), python: sandbox.info.python },
  } as const;
  await writeRunFile(paths.records, { ...about, sessions: [...session.earlier, started] });
  try {
    await work();
  } finally {
    const ended = { ...started, ended_at: new Date().toISOString() };
    await writeRunFile(paths.records, { ...about, sessions: [...session.earlier, ended] });
  }
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

/** Named, or else the model that this command has always asked where nothing else was said. */
function modelName(flags: RepairFlags): string | undefined {
  const { "model-name": name, "model-module": module } = flags;
  return name ?? (module === undefined ? "anthropic:claude-haiku-4-5" : undefined);
}

/** Refuses to replace what an earlier run wrote, before anything is asked. */
async function assertNew(flags: RepairFlags, { output, records }: RepairPaths): Promise<void> {
  await assertWritable(output, "--output-file");
  if (modeOf(flags) !== "new") return;
  for (const path of [output, records]) {
    if (!(await fileExists(path))) continue;
    throw new UserError(`${path} exists already`, {
      hint: "--resume goes on with it, --overwrite replaces it, --output-file names another",
    });
  }
}
