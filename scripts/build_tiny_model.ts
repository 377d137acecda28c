/**
 * Writes a tiny model in the hub's layout, with no download: `tsx scripts/build_tiny_model.ts --out ./tiny`, then
 * `./run.ts --model ./tiny …`.
 */
import { join, resolve } from "node:path";
import { oneOf, text, whole } from "../src/cli/flags/kinds.ts";
import { ATTENTIONS, type AttentionName } from "../src/models/graph/attention.ts";
import { writeExternalFile } from "../src/models/graph/external_file.ts";
import { FORMAT_SUFFIXES, type LibraryFormat } from "../src/models/graph/formats.ts";
import { copyModelFiles, filesHash, type ModelFiles, writeModel } from "../src/models/graph/model_files.ts";
import type { ExternalData } from "../src/models/graph/onnx.ts";
import { byteLength } from "../src/models/graph/protobuf.ts";
import { needsExternalData, type RandomShape, randomModelFiles, SHAPES } from "../src/models/graph/random_model.ts";
import { script } from "./support/script.ts";

const argv = script({
  about: "Writes a tiny Qwen2-shaped model: config, tokenizer with a chat template, ONNX graph.",
  flags: {
    out: { kind: text, takes: "DIR", required: true, help: "folder to write" },
    kind: {
      ...{ kind: oneOf(["random", "copy"]), default: "random" },
      help: "random weights, or the weightless model that repeats the buggy code",
    },
    shape: {
      ...{ kind: oneOf(Object.keys(SHAPES) as (keyof typeof SHAPES)[]), default: "tiny" },
      help: "of the random model; qwen2.5-0.5b takes minutes and some gigabytes of memory",
    },
    dtype: {
      ...{ kind: oneOf(Object.keys(FORMAT_SUFFIXES) as LibraryFormat[]), default: "fp32" },
      help: "of the random weights; int8 is dynamic, q8 and q4 have blocks of 32",
    },
    attention: {
      ...{ kind: oneOf(Object.keys(ATTENTIONS) as AttentionName[]), default: "grouped" },
      help: "onnxruntime's own operator; or standard operators, which also take batches with a past",
    },
    tokenizer: { kind: text, takes: "DIR", help: "folder with a tokenizer.json and tokenizer_config.json to use" },
    seed: { kind: whole(0), takes: "N", default: "0", help: "of the random weights" },
    layers: { kind: whole(1), takes: "N", help: "of the random model, other than its shape's" },
    hidden: { kind: whole(1), takes: "N", help: "size of the hidden state, other than its shape's" },
  },
});

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
