/**
 * Writes a tiny model in the hub's layout, with no download: `tsx scripts/build_tiny_model.ts --out ./tiny`, then
 * `./run.ts --model ./tiny …`.
 */
import { resolve } from "node:path";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { ATTENTIONS, type AttentionName } from "../src/agent/models/tiny/attention.ts";
import { FORMATS, type FormatName } from "../src/agent/models/tiny/formats.ts";
import { copyModelFiles, filesHash, writeModel } from "../src/agent/models/tiny/model_files.ts";
import { byteLength } from "../src/agent/models/tiny/protobuf.ts";
import { type RandomShape, randomModelFiles, SHAPES } from "../src/agent/models/tiny/random_model.ts";

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
    describe: "of the random model; qwen2.5-0.5b takes a minute and some gigabytes of memory",
  })
  .option("dtype", {
    choices: Object.keys(FORMATS) as FormatName[],
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
const { tokenizer, attention, dtype: format } = argv;
const random = () =>
  randomModelFiles(argv.seed, { shape, format, attention, ...(tokenizer !== undefined && { tokenizer }) });
const files = argv.kind === "copy" ? copyModelFiles() : random();
await writeModel(resolve(argv.out), files);
for (const [name, parts] of files) process.stdout.write(`${String(byteLength(parts)).padStart(9)}  ${name}\n`);
process.stdout.write(`sha256 of all: ${filesHash(files)}\n`);
