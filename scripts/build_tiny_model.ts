/**
 * Writes a tiny model in the hub's layout, with no download: `tsx scripts/build_tiny_model.ts --out ./tiny`, then
 * `./run.ts --model ./tiny …`.
 */
import { join, resolve } from "node:path";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { ATTENTIONS, type AttentionName } from "../src/models/graph/attention.ts";
import { writeExternalFile } from "../src/models/graph/external_file.ts";
import { FORMAT_SUFFIXES, type LibraryFormat } from "../src/models/graph/formats.ts";
import { copyModelFiles, filesHash, type ModelFiles, writeModel } from "../src/models/graph/model_files.ts";
import type { ExternalData } from "../src/models/graph/onnx.ts";
import { byteLength } from "../src/models/graph/protobuf.ts";
import { needsExternalData, type RandomShape, randomModelFiles, SHAPES } from "../src/models/graph/random_model.ts";

const argv = await yargs(hideBin(process.argv))
  .usage(
    "$0 --out DIR [options]\n\nWrites a tiny Qwen2-shaped model: config, tokenizer with a chat template, ONNX graph.",
  )
  .option("out", { type: "string", demandOption: true, describe: "folder to write" })
  .option("kind", {
    choices: ["random", "copy"] as const,
    default: "random" as const,
    describe: "random weights, or the weightless model that repeats the buggy code",
  })
  .option("shape", {
    choices: Object.keys(SHAPES) as (keyof typeof SHAPES)[],
    default: "tiny" as const,
    describe: "of the random model; qwen2.5-0.5b takes minutes and some gigabytes of memory",
  })
  .option("dtype", {
    choices: Object.keys(FORMAT_SUFFIXES) as LibraryFormat[],
    default: "fp32" as const,
    describe: "of the random weights: int8 (dynamic), q8 and q4 (blocks of 32)",
  })
  .option("attention", {
    choices: Object.keys(ATTENTIONS) as AttentionName[],
    default: "grouped" as const,
    describe: "grouped: onnxruntime's own operator; plain: standard operators, which also take batches with a past",
  })
  .option("tokenizer", { type: "string", describe: "folder with a tokenizer.json and tokenizer_config.json to use" })
  .option("seed", { type: "number", default: 0, describe: "of the random weights" })
  .option("layers", { type: "number", describe: "of the random model, other than its shape's" })
  .option("hidden", { type: "number", describe: "size of the hidden state, other than its shape's" })
  .strict()
  .parse();

const base: RandomShape = SHAPES[argv.shape];
const hidden = argv.hidden ?? base.hidden;
const intermediate = argv.hidden === undefined ? base.intermediate : 2 * argv.hidden;
const shape = { ...base, layers: argv.layers ?? base.layers, hidden, intermediate };
const { seed, tokenizer, attention, dtype: format } = argv;
const options = { shape, format, attention, ...(tokenizer !== undefined && { tokenizer }) };
const out = resolve(argv.out);
const line = (bytes: number, text: string): void =>
  void process.stdout.write(`${String(bytes).padStart(10)}  ${text}\n`);

const files = argv.kind === "copy" ? copyModelFiles() : randomFiles();
await writeModel(out, files);
for (const [name, parts] of files) line(byteLength(parts), name);
process.stdout.write(`sha256 of all: ${filesHash(files)}\n`);

function randomFiles(): ModelFiles {
  if (!needsExternalData(options)) return randomModelFiles(seed, options);
  const data = "onnx/model.onnx_data";
  const build = (external: ExternalData) => randomModelFiles(seed, options, external);
  const { built, bytes, sha256 } = writeExternalFile(join(out, data), build);
  line(bytes, `${data}, sha256 ${sha256}, not in the sum below`);
  return built;
}
