/**
 * Times ways of writing answers against each other, on a real model's own answers, prompts included. Ways take turns, each
 * in a process of its own, so that a busy machine slows all of them alike.
 *
 *   npx tsx scripts/bench_decoding.ts --model FILE.gguf --tasks dataset/sample_python.jsonl --limit 12
 *   … --ways w8a8:lookup,w8a8:plain,w8a8:lookup@4,w8a8:generate   number format and decoding; @4: four answers side by
 *                                          side; generate: Transformers.js' own loop on the same graph
 *   … --server http://127.0.0.1:8089/v1 --server http://127.0.0.1:8090/v1@4   servers that speak the OpenAI protocol,
 *                                          with the same model; @4: four requests in flight
 *   … --node-llama-cpp FOLDER              where that library is installed
 *   … --prose                              questions whose answers copy nothing
 */
import { cpus } from "node:os";
import pLimit from "p-limit";
import { proposeMessages } from "../src/agent/prompts.ts";
import { onOff, text, texts, whole } from "../src/cli/flags/kinds.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { shippedData } from "../src/lib/paths.ts";
import { ownWay, serverWay } from "./decoding_bench/own_way.ts";
import { generateWay, nodeLlamaWay } from "./decoding_bench/peer_way.ts";
import { PROSE } from "./decoding_bench/prose.ts";
import { type Messages, peakMemory, type Way, type Written } from "./decoding_bench/way.ts";
import { script } from "./support/script.ts";

const argv = script({
  about: "Times ways of writing answers against each other, on a real model's own answers.",
  flags: {
    model: { kind: text, takes: "MODEL", required: true, help: "a .gguf file, a folder or a hub id" },
    tasks: { kind: text, takes: "FILE", otherwise: "the sample tasks", help: "a data set" },
    prose: { kind: onOff, help: "questions whose answers copy nothing, instead of tasks" },
    limit: { kind: whole(1), takes: "N", default: "12", help: "tasks" },
    ways: { kind: text, takes: "LIST", default: "w8a8:lookup,w8a8:plain", help: "DTYPE:DECODING, separated by commas" },
    server: { kind: texts, takes: "URL", help: "a server with the same model, as one way more" },
    "node-llama-cpp": { kind: text, takes: "FOLDER", help: "where it is installed; .gguf files only" },
    "max-new-tokens": { kind: whole(1), takes: "N", default: "512", help: "tokens an answer may have" },
    turn: { kind: whole(1), takes: "N", default: "4", help: "tasks that a way does before the next one has its turn" },
  },
});
const report = (line: string): void => void process.stderr.write(`${line}\n`);
const opening = { model: argv.model, maxNewTokens: argv["max-new-tokens"], report };

/** A way and what it has done so far. */
interface Entry {
  readonly way: Way;
  seconds: number;
  readonly written: Written[];
}

const prompts = await promptsOf();
const entries: Entry[] = [];
const add = (way: Way): void => void entries.push({ way, seconds: 0, written: [] });
for (const name of argv.ways.split(",")) {
  add(await (name.endsWith(":generate") ? generateWay(name, opening) : ownWay(name, opening)));
}
for (const url of argv.server ?? []) add(await serverWay(url, opening));
if (argv["node-llama-cpp"] !== undefined) add(await nodeLlamaWay(argv["node-llama-cpp"], opening));
// The first answer of a way pays for what is done once: proofs, measurements, mapping the file.
for (const { way } of entries) await way.ask([{ role: "user", content: "Say hello." }]);
for (let [start, turn] = [0, 0]; start < prompts.length; start += argv.turn, turn++)
  for (let at = 0; at < entries.length; at++)
    await answerAll(entries[(turn + at) % entries.length] as Entry, start, prompts.slice(start, start + argv.turn));
print();
for (const { way } of entries) await way[Symbol.asyncDispose]();

async function promptsOf(): Promise<Messages[]> {
  if (argv.prose) return PROSE.slice(0, argv.limit).map((content) => [{ role: "user", content }]);
  const path = argv.tasks ?? shippedData("sample_python.jsonl");
  const { tasks } = await loadTasks({ path, max: argv.limit, report: () => {} });
  return tasks.map((task) => proposeMessages(task, "docs"));
}

async function answerAll(entry: Entry, first: number, asked: readonly Messages[]): Promise<void> {
  const limit = pLimit(entry.way.atOnce);
  const started = performance.now();
  const written = await Promise.all(asked.map((messages) => limit(() => entry.way.ask(messages))));
  entry.seconds += (performance.now() - started) / 1000;
  entry.written.push(...written);
  report(`${first + 1} to ${first + asked.length}, ${entry.way.name}: ${entry.seconds.toFixed(1)} s so far`);
}

function print(): void {
  const [head, ...columns] = ["way", "tokens", "s/task", "tokens/s", "× the first", "tokens a pass", "prefill s/task"];
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, ${prompts.length} tasks, prompts included\n`);
  console.log(`| ${[head, ...columns, "peak memory, MB", "same text as the first"].join(" | ")} |`);
  console.log(`|${" --- |".repeat(columns.length + 3)}`);
  for (const entry of entries) console.log(`| ${cellsOf(entry).join(" | ")} |`);
}

function cellsOf({ way, seconds, written }: Entry): (string | number)[] {
  const [first] = entries as [Entry];
  const sum = (of: (one: Written) => number | undefined) => written.reduce((total, one) => total + (of(one) ?? 0), 0);
  const [tokens, passes, prefill] = [sum((one) => one.tokens), sum((one) => one.passes), sum((one) => one.prefillSec)];
  const rate = tokens / seconds;
  const firstRate = first.written.reduce((total, one) => total + one.tokens, 0) / first.seconds;
  const same = written.filter((one, at) => one.text.trim() === first.written[at]?.text.trim()).length;
  const memory = peakMemory(way.pid);
  return [
    ...[way.name, tokens, (seconds / prompts.length).toFixed(2), rate.toFixed(1), (rate / firstRate).toFixed(2)],
    passes === 0 ? "" : (tokens / passes).toFixed(2),
    prefill === 0 ? "" : (prefill / prompts.length).toFixed(2),
    memory === undefined ? "" : Math.round(memory / 1e6),
    `${same} of ${prompts.length}`,
  ];
}
