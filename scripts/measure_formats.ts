/**
 * How near each number format is to the floats it was written from, on a model's own answers: the share of places where
 * the first choice is the same, and the mean Kullback-Leibler divergence. One format is in memory at a time.
 *
 *   npx tsx scripts/measure_formats.ts --model FILE.gguf --tokens 2000
 *   … --formats exact,exact-a8,w8a8,q8,q4
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { proposeMessages } from "../src/agent/prompts.ts";
import { text, whole } from "../src/cli/flags/kinds.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { shippedData } from "../src/lib/paths.ts";
import { openEngine } from "../src/models/decoding/engine.ts";
import { openKvSession } from "../src/models/decoding/kv_session.ts";
import { decodeLookup } from "../src/models/decoding/lookup.ts";
import { encodePrompt } from "../src/models/decoding/prompt.ts";
import { type LoadedModel, loadModel } from "../src/models/local/process/load.ts";
import { ggufModel } from "../src/models/weights/open_stored.ts";
import { compareChoices } from "./support/choices.ts";
import { script } from "./support/script.ts";

const argv = script({
  about: "How near number formats are to the floats, on a model's own answers.",
  flags: {
    model: { kind: text, takes: "FILE", required: true, help: "a .gguf file" },
    tasks: { kind: text, takes: "FILE", otherwise: "the sample tasks", help: "a data set" },
    tokens: { kind: whole(1), takes: "N", default: "2000", help: "places to compare" },
    formats: { kind: text, takes: "LIST", default: "exact,exact-a8,w8a8,q8,q4", help: "separated by commas" },
  },
});

/** What a model is to read, and how many of the last tokens are its answer. */
interface Reading {
  readonly ids: readonly number[];
  readonly answer: number;
}

const scratch = mkdtempSync(join(tmpdir(), "measure-formats-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

async function opened<T>(dtype: string, use: (model: LoadedModel) => Promise<T>): Promise<T> {
  const report = (line: string): void => void process.stderr.write(`${line}\n`);
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 512, stop: [] };
  const { folder } = await ggufModel(argv.model, { model: argv.model, dtype, sampling, report });
  const model = await loadModel({ kind: "load", folder, dtype: "fp32", device: "cpu" }, report);
  try {
    return await use(model);
  } finally {
    await model.model.dispose();
  }
}

/** The model's own answers, as it writes them in its fastest format. */
async function answersOf(model: LoadedModel): Promise<Reading[]> {
  const engine = await openEngine(model);
  if (typeof engine === "string") throw new Error(engine);
  const path = argv.tasks ?? shippedData("sample_python.jsonl");
  const { tasks } = await loadTasks({ path, report: () => {} });
  const readings: Reading[] = [];
  let tokens = 0;
  for (const task of tasks) {
    if (tokens >= argv.tokens) break;
    const prompt = encodePrompt(model, proposeMessages(task, "docs"));
    const job = { maxNewTokens: 512, temperature: 0, topP: 1, seed: 0, halt: () => undefined };
    const { tokens: written } = await decodeLookup(engine, model, prompt, job);
    const answer = Math.min(written.length, argv.tokens - tokens);
    const ids = Array.from(prompt.input_ids.data as BigInt64Array, Number).concat(written.slice(0, answer));
    readings.push({ ids, answer });
    tokens += answer;
  }
  return readings;
}

/** Logits before each token of the answer, one reading after the other. */
async function read(model: LoadedModel, readings: readonly Reading[], use: (logits: Float32Array, at: number) => void) {
  const session = openKvSession(model.model);
  const started = performance.now();
  for (const [at, { ids, answer }] of readings.entries()) {
    const { logits, vocabulary } = await session.run(session.empty, ids.slice(0, -1), answer);
    use(logits, at);
    process.stderr.write(`${at + 1} of ${readings.length}, ${vocabulary} tokens to choose from\n`);
  }
  return (performance.now() - started) / 1000;
}

const fileOf = (at: number): string => join(scratch, `${at}.f32`);
const readings = await opened("w8a8", answersOf);
const count = readings.reduce((sum, { answer }) => sum + answer, 0);
await opened("fp32", (model) => read(model, readings, (logits, at) => writeFileSync(fileOf(at), bytesOf(logits))));
console.log(`${count} places in ${readings.length} of the model's own answers\n`);
console.log(
  "| format | first choice as in fp32 | mean KL divergence | seconds to read all |\n| --- | --- | --- | --- |",
);
for (const format of argv.formats.split(",")) {
  const sums = { same: 0, divergence: 0 };
  const seconds = await opened(format, (model) =>
    read(model, readings, (logits, at) => {
      const right = floatsOf(readFileSync(fileOf(at)));
      const size = logits.length / (readings[at] as Reading).answer;
      for (let start = 0; start < logits.length; start += size) {
        const one = compareChoices(right.subarray(start, start + size), logits.subarray(start, start + size));
        sums.same += one.same ? 1 : 0;
        sums.divergence += one.divergence;
      }
    }),
  );
  const share = `${((100 * sums.same) / count).toFixed(2)} %`;
  console.log(`| ${[`\`${format}\``, share, (sums.divergence / count).toFixed(5), seconds.toFixed(1)].join(" | ")} |`);
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function floatsOf(bytes: Buffer): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
