/** A run from its parts: what is left to do is done, each record is safe before the next, the run file says how. */
import type { SampleRecord } from "../core/index.ts";
import { type Asking, openAsking } from "./asking.ts";
import { configHash, runConfig, withExtraction, withJudge, withRepairs } from "./config.ts";
import { type Described, describeRun } from "./describe_run.ts";
import { type EvaluationParts, evaluateAll, type Job } from "./humaneval_eval.ts";
import { agentOf } from "./make_agent.ts";
import { planJobs } from "./plan.ts";
import type { BudgetLimits } from "./price.ts";
import { readRunFile } from "./run_file.ts";
import { asSession } from "./run_session.ts";
import { openSession, type Session, type SessionOptions } from "./session.ts";

/** What a run is made of. */
export interface Evaluation extends Described {
  /** The results file. */
  readonly out: string;
  readonly mode: SessionOptions["mode"];
  /** Resume although model, data or settings differ. */
  readonly force: boolean;
  readonly budget: BudgetLimits;
  /** Tasks in flight. */
  readonly concurrency: number;
  /** Aborted: start nothing new. */
  readonly stop: AbortSignal;
  /** Aborted: drop everything. */
  readonly abort: AbortSignal;
}

/** Whoever looks on. */
export interface Watch {
  /** @param before what earlier sessions did */
  started(total: number, before: { readonly done: number; readonly passed: number }): void;
  recorded(record: SampleRecord): void;
  ended(): void;
}

/** What came of a run. */
export interface EvaluationEnd {
  /** Those of the jobs, in their order; fewer than jobs where some could not be done. */
  readonly records: readonly SampleRecord[];
  readonly jobs: number;
  readonly configHash: string;
  /** Why some jobs have no record, where some have none. */
  readonly unanswered: string;
  /** Tasks that the model failed on, and how. */
  readonly failures: ReadonlyMap<string, string>;
  /** Tasks whose requests its server refused, and how: recorded as unanswered. */
  readonly refused: ReadonlyMap<string, string>;
}

/**
 * Runs what has no record yet.
 *
 * @throws UserError where the results file belongs to another run or cannot be written
 */
export async function runEvaluation(run: Evaluation, watch: Watch): Promise<EvaluationEnd> {
  const jobs = planJobs(run.data.tasks, run.settings.samples, run.shard);
  const { out, mode, model, force, budget: limits } = run;
  const saved = mode === "resume" ? await readRunFile(out) : undefined;
  const settings = withRepairs(run.settings, saved);
  const resumed = { ...run, settings };
  const config = withJudge(withExtraction(runConfig(model, settings, run.data.languages), saved), saved);
  const hash = configHash(config);
  const about = { out, mode, force, config, configHash: hash, datasetSha256: run.data.sha256 };
  await using session = await openSession(jobs, about);
  const journal = model.remote ?? false;
  // Answers that nothing says the data of are not taken for those to these.
  const resume = saved !== undefined || (mode === "resume" && force);
  const { maxNewTokens } = settings.sampling;
  const asked = { model, session, out, resume, configHash: hash, limits, maxNewTokens, journal };
  await using asking = await openAsking(asked);
  const file = await describeRun(resumed, config, hash, session.recorded);
  const records = await asSession(
    out,
    file,
    session,
    () => runJobs({ run: resumed, session, asking, hash, watch }, jobs),
    model.changes,
  );
  if (records.length === jobs.length) await asking.complete();
  const { givenUp, why } = asking;
  return {
    records,
    jobs: jobs.length,
    configHash: hash,
    unanswered: why(),
    failures: givenUp.failures,
    refused: givenUp.refused,
  };
}

interface Running {
  readonly run: Evaluation;
  readonly session: Session;
  readonly asking: Asking;
  readonly hash: string;
  readonly watch: Watch;
}

async function runJobs({ run, session, asking, hash, watch }: Running, jobs: readonly Job[]): Promise<void> {
  const { settings, model, sandbox, concurrency, stop, abort } = run;
  watch.started(jobs.length, { done: session.done, passed: session.passedBefore });
  try {
    const parts: EvaluationParts = {
      agent: agentOf(settings, asking.model, sandbox),
      run: { model: model.name, context: settings.context, config_hash: hash },
      write: async (record) => {
        await session.write(record);
        asking.givenUp.succeeded();
        watch.recorded(record);
      },
      concurrency,
      giveUp: asking.givenUp.decide,
      stop: AbortSignal.any([stop, asking.stop]),
      abort,
    };
    await evaluateAll(session.todo, parts, () => asking.givenUp.lastRound());
  } catch (error) {
    if (!abort.aborted) throw error;
  } finally {
    watch.ended();
  }
}
