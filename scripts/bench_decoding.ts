/**
 * Times ways of writing answers against each other, on a real model's own answers to real tasks. Ways take turns on each
 * task, each in a process of its own, so that a busy machine slows all of them alike.
 *
 *   npx tsx scripts/bench_decoding.ts --model FILE.gguf --tasks dataset/sample_python.jsonl --limit 12
 *   … --ways w8a8:lookup,w8a8:plain,q8:lookup     number format and decoding, of this program
 *   … --server http://127.0.0.1:8089/v1            a server that speaks the OpenAI protocol, with the same model
 */
import { cpus } from "node:os";
import { proposeMessages } from "../src/agent/prompts.ts";
import { text, whole } from "../src/cli/flags/kinds.ts";
import type { ChatModel, DecodingStats, Task } from "../src/core/index.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { shippedData } from "../src/lib/paths.ts";
import { fromMessage } from "../src/models/chat.ts";
import { type Decoding, openChatModel, parseModel } from "../src/models/index.ts";
import { script } from "./support/script.ts";

const argv = script({
  about: "Times ways of writing answers against each other, on a real model's own answers.",
  flags: {
    model: { kind: text, takes: "MODEL", required: true, help: "a .gguf file, a folder or a hub id" },
    tasks: { kind: text, takes: "FILE", otherwise: "the sample tasks", help: "a data set" },
    limit: { kind: whole(1), takes: "N", default: "12", help: "tasks" },
    ways: { kind: text, takes: "LIST", default: "w8a8:lookup,w8a8:plain", help: "DTYPE:DECODING, separated by commas" },
    server: { kind: text, takes: "URL", help: "a server with the same model, as one way more" },
    "max-new-tokens": { kind: whole(1), takes: "N", default: "512", help: "tokens an answer may have" },
  },
});

interface Way {
  readonly name: string;
  readonly model: ChatModel;
  seconds: number;
  tokens: number;
  passes: number;
  prefillSec: number;
  readonly texts: string[];
}

const { tasks } = await loadTasks({
  path: argv.tasks ?? shippedData("sample_python.jsonl"),
  max: argv.limit,
  report: () => {},
});
const ways: Way[] = [];
for (const way of argv.ways.split(",")) ways.push(await ownWay(way));
if (argv.server !== undefined) ways.push(await serverWay(argv.server));
for (const [turn, task] of tasks.entries())
  for (let at = 0; at < ways.length; at++) await answer(ways[(turn + at) % ways.length] as Way, task);
print();
for (const { model } of ways) await model[Symbol.asyncDispose]();

async function ownWay(name: string): Promise<Way> {
  const [dtype = "", decoding = "lookup"] = name.split(":");
  return wayOf(name, await open(argv.model, { dtype, decoding: decoding as Decoding }));
}

async function serverWay(url: string): Promise<Way> {
  return wayOf("server", await open("model", {}, url));
}

function wayOf(name: string, model: ChatModel): Way {
  return { name, model, seconds: 0, tokens: 0, passes: 0, prefillSec: 0, texts: [] };
}

function open(name: string, options: { dtype?: string; decoding?: Decoding }, baseUrl?: string): Promise<ChatModel> {
  const spec = parseModel(name, baseUrl === undefined ? {} : { baseUrl });
  if (spec.kind === "search") throw new Error("a model is asked for");
  const sampling = { temperature: 0, topP: 1, maxNewTokens: argv["max-new-tokens"], stop: [] };
  return openChatModel(spec, { ...options, sampling, report: (line) => process.stderr.write(`${line}\n`) });
}

async function answer(way: Way, task: Task): Promise<void> {
  const messages = proposeMessages(task, "docs").map(({ role, content }): [string, string] => [role, content]);
  const started = performance.now();
  const {
    text: answered,
    completionTokens,
    details,
  } = fromMessage(await way.model.chat.invoke(messages, { task_id: task.task_id }));
  way.seconds += (performance.now() - started) / 1000;
  way.tokens += completionTokens;
  way.texts.push(answered);
  const decoding = details?.decoding as DecodingStats | undefined;
  way.passes += decoding?.forward_passes ?? 0;
  way.prefillSec += decoding?.prefill_sec ?? 0;
  process.stderr.write(`${task.task_id} ${way.name}: ${completionTokens} tokens\n`);
}

function print(): void {
  const [first] = ways;
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, ${tasks.length} tasks, prompts included\n`);
  console.log(
    "| way | tokens | s/task | tokens/s | × the first | tokens a pass | prefill s/task | same text as the first |",
  );
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
  const rate = ({ tokens, seconds }: Way) => tokens / seconds;
  for (const way of ways) {
    const same = way.texts.filter((text, at) => text === first?.texts[at]).length;
    const cells = [
      ...[way.name, way.tokens, (way.seconds / tasks.length).toFixed(2), rate(way).toFixed(1)],
      (rate(way) / rate(first ?? way)).toFixed(2),
      way.passes === 0 ? "" : (way.tokens / way.passes).toFixed(2),
      way.passes === 0 ? "" : (way.prefillSec / tasks.length).toFixed(2),
      `${same} of ${tasks.length}`,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
