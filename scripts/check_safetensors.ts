/**
 * Whether a GGUF file and safetensors of the same numbers become the same model: writes the file's weights as safetensors,
 * has both written as graphs, compares the files, and lets both answer.
 *
 *   npx tsx scripts/check_safetensors.ts --model FILE.gguf --formats fp32,w8a8 --limit 10
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { proposeMessages } from "../src/agent/prompts.ts";
import { text, whole } from "../src/cli/flags/kinds.ts";
import type { Task } from "../src/core/index.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { shippedData } from "../src/lib/paths.ts";
import { writeModel } from "../src/models/graph/model_files.ts";
import { localModel } from "../src/models/local/local_model.ts";
import { TRANSFORMERS_NAMES } from "../src/models/weights/architectures.ts";
import { type GgufModel, readGguf } from "../src/models/weights/gguf_file.ts";
import { ggufModel, safetensorsModel } from "../src/models/weights/open_stored.ts";
import { smallFilesOfGguf } from "../src/models/weights/small_files.ts";
import { storedWeights } from "../src/models/weights/weight_source.ts";
import { ownWay } from "./decoding_bench/own_way.ts";
import { script } from "./support/script.ts";

const argv = script({
  about: "Whether a GGUF file and safetensors of the same numbers become the same model and answer alike.",
  flags: {
    model: { kind: text, takes: "FILE", required: true, help: "a .gguf file" },
    tasks: { kind: text, takes: "FILE", otherwise: "the sample tasks", help: "a data set" },
    limit: { kind: whole(1), takes: "N", default: "10", help: "tasks that both answer" },
    "max-new-tokens": { kind: whole(1), takes: "N", default: "512", help: "tokens an answer may have" },
    formats: { kind: text, takes: "LIST", default: "fp32,w8a8", help: "separated by commas" },
  },
});
const report = (line: string): void => void process.stderr.write(`${line}\n`);
const scratch = await mkdtemp(join(tmpdir(), "check-safetensors-"));
let different = 0;
try {
  const folder = join(scratch, "model");
  await writeSafetensors(await readGguf(argv.model), folder);
  const { tasks } = await loadTasks({
    path: argv.tasks ?? shippedData("sample_python.jsonl"),
    max: argv.limit,
    report,
  });
  for (const format of argv.formats.split(",")) {
    const [one, other] = [await graphOf(argv.model, format), await graphOf(folder, format)];
    const [same, equal] = [one === other, await answeredAlike(folder, format, tasks)];
    console.log(
      `${format}: graph and weights ${same ? "the same bytes" : "differ"}, ${equal} of ${tasks.length} answers the same`,
    );
    if (!same || equal < tasks.length) different += 1;
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
process.exitCode = different === 0 ? 0 : 1;

/** The file's weights as floats, a tensor at a time. */
async function writeSafetensors(model: GgufModel, folder: string): Promise<void> {
  await writeModel(folder, smallFilesOfGguf(model, argv.model));
  await writeFile(join(folder, "config.json"), JSON.stringify(configOf(model)));
  const weights = storedWeights(model);
  const tensors = Object.entries(model.tensors);
  let at = 0;
  const header: Record<string, object> = {};
  for (const [name, { outputs, inputs }] of tensors) {
    const shape = isVector(name) ? [inputs] : [outputs, inputs];
    header[transformersName(name)] = { dtype: "F32", shape, data_offsets: [at, at + 4 * outputs * inputs] };
    at += 4 * outputs * inputs;
  }
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  await using file = await open(join(folder, "model.safetensors"), "w");
  await file.writeFile(Buffer.concat([length, head]));
  for (const [name, { outputs, inputs }] of tensors) {
    const values = isVector(name) ? weights.vector(name, inputs) : weights.matrix(name, inputs, outputs).byOutput();
    await file.writeFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
}

function isVector(name: string): boolean {
  return /norm$|\.bias$/.test(name);
}

function transformersName(name: string): string {
  const base = name.replace(/\.bias$/, "");
  const [, index = "", part = ""] = /^layers\.(\d+)\.(\w+)$/.exec(base) ?? [];
  const [before, behind] = TRANSFORMERS_NAMES.layer;
  const stored =
    part === ""
      ? TRANSFORMERS_NAMES[base as "embed" | "head" | "final_norm"]
      : `${before}${index}${behind}${TRANSFORMERS_NAMES.parts[part]}`;
  return `${stored}.${base === name ? "weight" : "bias"}`;
}

/** What the transformers library would call the shape. */
function configOf({ architecture, shape, metadata }: GgufModel): object {
  return {
    ...{ model_type: architecture, num_hidden_layers: shape.layers, hidden_size: shape.hidden },
    ...{ num_attention_heads: shape.heads, num_key_value_heads: shape.kvHeads, head_dim: shape.headSize },
    ...{ intermediate_size: shape.intermediate, vocab_size: shape.vocab, rms_norm_eps: shape.normEpsilon },
    ...{ max_position_embeddings: shape.maxPositions, tie_word_embeddings: shape.tied },
    ...{ rope_theta: metadata[`${architecture}.rope.freq_base`] ?? 10_000, use_sliding_window: false },
    eos_token_id: metadata["tokenizer.ggml.eos_token_id"],
  };
}

/** SHA-256 over the graph and its weights. */
async function graphOf(model: string, format: string): Promise<string> {
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] };
  const options = { model, dtype: format, sampling, report };
  const local = model.endsWith(".gguf") ? undefined : await localModel(model);
  const written = local === undefined ? await ggufModel(model, options) : await safetensorsModel(local, options);
  const hash = createHash("sha256");
  for (const file of ["onnx/model.onnx", "onnx/model.onnx_data"]) {
    await pipeline(createReadStream(join(written.folder, file)), async (chunks) => {
      for await (const chunk of chunks) hash.update(chunk as Buffer);
    });
  }
  return hash.digest("hex");
}

/** Both answer the tasks; one is ended before the other begins. */
async function answeredAlike(folder: string, format: string, tasks: readonly Task[]): Promise<number> {
  const answers: string[][] = [];
  for (const model of [argv.model, folder]) {
    await using way = await ownWay(`${format}:lookup`, { model, maxNewTokens: argv["max-new-tokens"], report });
    const own: string[] = [];
    for (const task of tasks) own.push((await way.ask(proposeMessages(task, "docs"))).text);
    answers.push(own);
  }
  const [one = [], other = []] = answers;
  return one.filter((answer, at) => answer === other[at]).length;
}
