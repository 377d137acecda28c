/**
 * How much time a task costs outside the model and the sandbox: graph, extraction, records with their flush.
 * A replay model answers at once, so what is left of a task's time is ours. Prints one JSON object.
 *
 *   npx tsx scripts/bench_overhead.ts [--dataset-path FILE] [--rounds N]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAgent } from "../src/agent/react_agent.ts";
import { text, whole } from "../src/cli/flags/kinds.ts";
import type { SampleRecord, Task } from "../src/core/index.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { evaluate } from "../src/evaluation/humaneval_eval.ts";
import { RecordWriter } from "../src/evaluation/records.ts";
import { makeJudge } from "../src/judging/judge.ts";
import { shippedData } from "../src/lib/paths.ts";
import { parseModel } from "../src/models/index.ts";
import { openSandbox } from "../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../src/sandbox/limits.ts";
import { openModel } from "../src/search/model.ts";
import { script } from "./support/script.ts";

const values = script({
  about: "How much time a task costs outside the model and the sandbox. Prints one JSON object.",
  flags: {
    "dataset-path": { kind: text, takes: "FILE", otherwise: "the sample tasks", help: "tasks to answer" },
    rounds: { kind: whole(1), takes: "N", default: "5", help: "times that all are answered" },
  },
});

const silent = (): void => {};
const never = new AbortController().signal;
const folder = await mkdtemp(join(tmpdir(), "bench-overhead-"));
try {
  const { tasks } = await loadTasks({
    path: values["dataset-path"] ?? shippedData("sample_python.jsonl"),
    report: silent,
  });
  await using sandbox = await openSandbox({ kind: "process", concurrency: 1 });
  const answers = join(folder, "answers.jsonl");
  await writeFile(answers, tasks.map((task) => `${JSON.stringify(fixOf(task))}\n`).join(""));
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 512, stop: [] };
  await using model = await openModel(parseModel(`replay:${answers}`), { sampling, report: silent });
  const judge = makeJudge({ sandbox, limits: DEFAULT_LIMITS, imports: "octopack" });
  const agent = buildAgent({ model, judge, context: "docs", feedback: "assertion", iters: 0, seed: 0 });
  const own: number[] = [];
  for (let round = 0; round < values.rounds; round++) {
    await using writer = await RecordWriter.open(join(folder, `${round}.jsonl`), async () => {});
    for (const task of tasks) {
      const started = performance.now();
      let record: SampleRecord | undefined;
      const write = async (it: SampleRecord): Promise<void> => {
        record = it;
        await writer.append(it);
      };
      const run = { model: model.name, context: "docs" as const, config_hash: "" };
      await evaluate([{ task, sample: 0 }], { agent, run, write, concurrency: 1, stop: never, abort: never });
      const elsewhere = 1000 * (record?.attempts[0]?.runtime_sec ?? 0);
      // The first round warms up.
      if (round > 0) own.push(performance.now() - started - elsewhere);
    }
  }
  own.sort((a, b) => a - b);
  const at = (share: number): number => Number((own[Math.floor(share * (own.length - 1))] ?? 0).toFixed(2));
  const result = { tasks: own.length, median_ms: at(0.5), p90_ms: at(0.9), aim_ms: 10 };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function fixOf(task: Task): { task_id: string; completion: string } {
  return { task_id: task.task_id, completion: task.declaration + task.canonical_solution };
}
