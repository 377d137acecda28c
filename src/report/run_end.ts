/** How a run ended: what stdout gets, what is said beside it, and the exit code. */
import type { ChatModel, Sandbox, Shard } from "../core/index.ts";
import type { LoadedTasks } from "../datasets/index.ts";
import { candidatesOf, mostAttempts, type Settings } from "../evaluation/config.ts";
import { integrityOf, integrityWords } from "../evaluation/integrity.ts";
import { ofShard } from "../evaluation/plan.ts";
import type { EvaluationEnd } from "../evaluation/run_evaluation.ts";
import { printable, summarize } from "../evaluation/summary.ts";
import { summaryText } from "./summary_text.ts";

/** What of a run is printed beside its records. */
export interface EndedRun {
  readonly data: LoadedTasks;
  readonly out: string;
  readonly model: ChatModel;
  readonly sandbox: Sandbox;
  readonly settings: Settings;
  readonly label: string;
  readonly shard: Shard | undefined;
}

/** The summary: as text for a person, else as one JSON object. */
export function endText(run: EndedRun, end: EvaluationEnd, forPerson: boolean): string {
  const { data, model, sandbox, settings, label, out, shard } = run;
  const tasks = ofShard(data.tasks, shard).map((task) => task.task_id);
  const attempts = mostAttempts(settings, model.name);
  const summary = summarize(end.records, {
    ...{ tasks, samples: settings.samples, attempts, candidates: candidatesOf(settings, model.name) },
  });
  const { standIn } = model;
  const where = `${sandbox.info.kind} (${sandbox.info.tier})`;
  const integrity = integrityOf(data.tasks);
  const head = { label, model: model.name, dataset: data.name, sandbox: where, out };
  if (forPerson)
    return summaryText(summary, {
      ...head,
      integrity: integrityWords(integrity),
      ...(standIn !== undefined && { standIn }),
    });
  const whole = {
    ...printable(summary),
    ...head,
    ...(integrity && { integrity }),
    ...(standIn && { stand_in: standIn }),
    config_hash: end.configHash,
  };
  return `${JSON.stringify(whole)}\n`;
}

/** What a run leaves undone, in lines for the user; none where it is complete. */
export function leftUndone(run: EndedRun, end: EvaluationEnd, resumeCommand: string): string[] {
  const total = `${end.jobs} ${unitOf(run)}`;
  const goOn = `  ${resumeCommand}`;
  const failures = [...end.failures].map(([task, why]) => `error: ${task}: ${why}`);
  const missing = end.jobs - end.records.length;
  if (missing > 0) {
    const why = `${end.unanswered}: ${missing} of ${total} have no record and count as unsolved; go on with`;
    return [...failures, why, goOn];
  }
  const broken = end.records.filter((record) => record.verdict === "sandbox_error").length;
  if (broken === 0) return failures;
  const why = `error: the sandbox failed on ${broken} of ${total}, which count as unsolved; judge them again with`;
  return [...failures, why, goOn];
}

/** What an interrupted run says. */
export function interruptedText(run: EndedRun, end: EvaluationEnd, resumeCommand: string): string {
  const done = `${end.records.length} of ${end.jobs} ${unitOf(run)}`;
  return `stopped: ${done} are recorded in ${run.out}; go on with\n  ${resumeCommand}`;
}

function unitOf({ settings }: EndedRun): string {
  return settings.samples > 1 ? "samples" : "tasks";
}
