/** Records as samples that other tools read. */
import { join } from "node:path";
import type { FinishReason, RunFile, SampleRecord } from "../../core/index.ts";
import { DEFAULT_LANGUAGE } from "../../languages/index.ts";
import { jsonLine } from "../../lib/jsonl.ts";

export type SampleFormat = "evalplus" | "bigcode" | "humaneval" | "generations" | "inspect";

/** Whole programs: a `completion` behind a prompt defines the function anew, so that the same code is run. */
const WRITERS: Readonly<Record<SampleFormat, (records: readonly SampleRecord[], run?: RunFile) => string>> = {
  evalplus: lines(({ task_id, candidate }) => ({ task_id, solution: candidate ?? "" })),
  bigcode: lines(({ task_id, candidate }) => ({ task_id, completion: candidate ?? "" })),
  humaneval: lines(({ task_id, candidate }) => ({ task_id: humanEvalId(task_id), completion: candidate ?? "" })),
  generations: (records, run) => `${JSON.stringify(listsOf(records, run))}\n`,
  inspect: (records, run) => `${JSON.stringify(inspectLog(records, run), null, 1)}\n`,
};

export function samplesText(format: SampleFormat, records: readonly SampleRecord[], run?: RunFile): string {
  return WRITERS[format](records, run);
}

function lines(toLine: (record: SampleRecord) => object): (records: readonly SampleRecord[]) => string {
  return (records) => records.map((record) => jsonLine(toLine(record))).join("");
}

/** HumanEvalPack's tasks are HumanEval's, by number. */
function humanEvalId(id: string): string {
  const [, number] = new RegExp(`^${DEFAULT_LANGUAGE.name}/(\\d+)$`).exec(id) ?? [];
  return number === undefined ? id : `HumanEval/${number}`;
}

/** A list for each task that was planned, in its order, also where it has no record: lists have no ids. */
function listsOf(records: readonly SampleRecord[], run: RunFile | undefined): string[][] {
  const lists = new Map<string, string[]>((run?.selection?.tasks ?? []).map((id) => [id, []]));
  for (const { task_id, candidate } of records) lists.set(task_id, [...(lists.get(task_id) ?? []), candidate ?? ""]);
  return [...lists.values()];
}

/** EvalPlus's folders: for each task one, for each sample a file. */
export function sampleFiles(records: readonly SampleRecord[]): { readonly path: string; readonly text: string }[] {
  const ending = DEFAULT_LANGUAGE.fix?.ending ?? ".txt";
  return records.map(({ task_id, sample, candidate }) => ({
    // An id is somebody else's text, and must not lead out of the folder.
    path: join(humanEvalId(task_id).replace(/[^\w-]+/g, "_") || "_", `${sample}${ending}`),
    text: candidate ?? "",
  }));
}

const STOP_REASONS: Readonly<Record<FinishReason, string>> = {
  ...{ stop: "stop", length: "max_tokens", refused: "content_filter", deadline: "unknown", unknown: "unknown" },
};

/** What `inspect view` and Inspect's `read_eval_log` need of a log. */
function inspectLog(records: readonly SampleRecord[], run: RunFile | undefined): object {
  const [model, task] = [records[0]?.model ?? "unknown", run?.label || "code-repair"];
  const created = run?.sessions.at(-1)?.started_at ?? new Date(0).toISOString();
  const dataset = { name: run?.dataset.name ?? "", samples: new Set(records.map((it) => it.task_id)).size };
  return {
    ...{ version: 2, status: "success" },
    eval: { eval_id: run?.config_hash ?? task, run_id: task, created, task, task_id: task, dataset, model, config: {} },
    results: { total_samples: records.length, completed_samples: records.length, scores: [] },
    samples: records.map((record) => inspectSample(record, model)),
  };
}

function inspectSample(record: SampleRecord, model: string): object {
  const { task_id, sample, attempts, completion, passed, verdict, finish_reason } = record;
  const message = { role: "assistant", content: completion, source: "generate" };
  return {
    ...{ id: task_id, epoch: sample + 1, target: "" },
    input: attempts[0]?.prompt.map(({ role, content }) => ({ role, content })) ?? "",
    messages: [message],
    output: { model, choices: [{ message, stop_reason: STOP_REASONS[finish_reason] }], completion },
    scores: { verdict: { value: passed ? "C" : "I", answer: record.candidate ?? "", explanation: verdict } },
    metadata: { verdict },
  };
}
