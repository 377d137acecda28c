/** A repair from its parts: every problem's solution is improved as far as it goes, and the files say so at any moment. */
import { basename, relative } from "node:path";
import { buildAgent } from "../agent/react_agent.ts";
import type { Attempt, ChatModel, RunFile, Sandbox, Task } from "../core/index.ts";
import type { Problem, SolutionFile } from "../datasets/solution_files.ts";
import { type Asking, openAsking } from "../evaluation/asking.ts";
import { configHash, withExtraction } from "../evaluation/config.ts";
import { type EvaluationParts, evaluateAll } from "../evaluation/humaneval_eval.ts";
import type { BudgetLimits } from "../evaluation/price.ts";
import { readRunFile } from "../evaluation/run_file.ts";
import { asSession } from "../evaluation/run_session.ts";
import { openSession, type Session, type SessionOptions } from "../evaluation/session.ts";
import { versions } from "../evaluation/versions.ts";
import { makeJudge } from "../judging/judge.ts";
import { solutionTask } from "./evaluate.ts";
import { type RepairConfig, type RepairSettings, type RepairSummary, repairConfig, summarizeRepair } from "./repair.ts";
import { RepairOutput, type RepairPaths } from "./repair_output.ts";

/** What a repair is made of. */
export interface Repair {
  readonly file: SolutionFile;
  readonly problems: readonly Problem[];
  readonly paths: RepairPaths;
  readonly mode: SessionOptions["mode"];
  /** Resume although model, data or settings differ. */
  readonly force: boolean;
  readonly settings: RepairSettings;
  readonly model: ChatModel;
  readonly sandbox: Sandbox;
  readonly budget: BudgetLimits;
  /** Problems in work at once. */
  readonly concurrency: number;
  /** Aborted: start nothing new. */
  readonly stop: AbortSignal;
  /** Aborted: drop everything. */
  readonly abort: AbortSignal;
  /** Told of every attempt once it has been judged. */
  readonly onAttempt: (task: Task, attempts: readonly Attempt[]) => void;
}

/** What came of a repair. */
export interface RepairEnd {
  /** As it stands in the summary file. */
  readonly summary: RepairSummary & RepairHead;
  readonly unanswered: string;
  /** Tasks that the model failed on, and how. */
  readonly failures: ReadonlyMap<string, string>;
}

/** What a summary says of the repair itself. */
interface RepairHead {
  readonly model: string;
  readonly model_key: string;
  readonly solution_file: string;
  readonly output_file: string;
  readonly cost?: number;
  readonly config_hash: string;
}

/**
 * Repairs what has no record yet.
 *
 * @throws UserError where the files belong to another run or cannot be written
 */
export async function runRepair(run: Repair): Promise<RepairEnd> {
  const { paths, problems, settings, model, file, mode, force, budget: limits } = run;
  const saved = mode === "resume" ? await readRunFile(paths.records) : undefined;
  const config = withExtraction(repairConfig(model, settings), saved);
  const hash = configHash(config);
  const jobs = problems.map((problem) => ({ task: solutionTask(problem, settings.modelKey), sample: 0 }));
  const about = { out: paths.records, mode, force, datasetSha256: file.sha256, config, configHash: hash };
  await using session = await openSession(jobs, about);
  const resume = mode === "resume";
  const { maxNewTokens } = settings.sampling;
  const asked = { model, session, out: paths.records, resume, configHash: hash, limits, maxNewTokens, journal: true };
  await using asking = await openAsking(asked);
  const output = new RepairOutput(paths, file, settings.modelKey, session.recorded);
  const described = await describeRepair(run, config, hash);
  const records = await asSession(
    paths.records,
    described,
    session,
    () => attemptAll({ run, session, asking, output, hash }),
    model.changes,
  );
  const { givenUp, budget } = asking;
  const { cost } = budget;
  const summarized = { ...headOf(run), ...summarizeRepair(problems, records, givenUp.failures) };
  const summary = { ...summarized, ...(cost !== undefined && { cost }), config_hash: hash };
  await output.summarize(summary);
  if (summary.completed_problems === problems.length) await asking.complete();
  return { summary, unanswered: asking.why(), failures: givenUp.failures };
}

/** What a repair holds while it runs. */
interface Running {
  readonly run: Repair;
  readonly session: Session;
  readonly asking: Asking;
  readonly output: RepairOutput;
  readonly hash: string;
}

async function attemptAll({ run, session, asking, output, hash }: Running): Promise<void> {
  const { settings, model, sandbox, concurrency, stop, abort, onAttempt } = run;
  const { givenUp } = asking;
  const { search: _none, ...chosen } = settings;
  const agent = buildAgent({
    ...chosen,
    model: asking.model,
    judge: makeJudge({ ...settings, sandbox }),
    firstAnswer: (task) => task.buggy_solution,
    onAttempt,
  });
  try {
    const parts: EvaluationParts = {
      agent,
      run: { model: model.name, context: settings.context, config_hash: hash },
      write: async (record) => {
        await session.write(record);
        await output.add(record);
        givenUp.succeeded();
      },
      giveUp: givenUp.decide,
      concurrency,
      stop: AbortSignal.any([stop, asking.stop]),
      abort,
    };
    await evaluateAll(session.todo, parts, () => givenUp.lastRound());
  } catch (error) {
    if (!abort.aborted) throw error;
  } finally {
    await output.write();
  }
}

function headOf({ model, settings, file, paths }: Repair) {
  return {
    ...{ model: model.name, model_key: settings.modelKey },
    ...{ solution_file: file.path, output_file: paths.output },
  };
}

/** What the run file says of it, but for the session. */
async function describeRepair(
  { file, sandbox, settings }: Repair,
  config: RepairConfig,
  config_hash: string,
): Promise<RunFile> {
  return {
    schema_version: 1,
    sessions: [],
    label: `repair of ${settings.modelKey}, up to ${settings.iters} iterations, target ${settings.targetRatio}`,
    config_hash,
    config: { ...config },
    dataset: {
      name: basename(file.path),
      path: relative(process.cwd(), file.path) || file.path,
      sha256: file.sha256,
      total: file.rows.length,
    },
    sandbox: { ...sandbox.info },
    check_up: null,
    versions: await versions(sandbox.info),
  };
}
