/**
 * Writes a tiny model in the hub's layout, with no download: `tsx scripts/build_tiny_model.ts --out ./tiny`, then
 * `./run.ts --model ./tiny …`.
 */
import { resolve } from "node:path";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { copyModelFiles, filesHash, writeModel } from "../src/agent/models/tiny/model_files.ts";
import { byteLength } from "../src/agent/models/tiny/protobuf.ts";
import { randomModelFiles, TINY_SHAPE } from "../src/agent/models/tiny/random_model.ts";

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
  .option("seed", { type: "number", default: 0, describe: "of the random weights" })
  .option("layers", { type: "number", default: TINY_SHAPE.layers, describe: "of the random model" })
  .option("hidden", { type: "number", default: TINY_SHAPE.hidden, describe: "size of the hidden state" })
  .strict()
  .parse();

const shape = { ...TINY_SHAPE, layers: argv.layers, hidden: argv.hidden, intermediate: 2 * argv.hidden };
const files = argv.kind === "copy" ? copyModelFiles() : randomModelFiles(argv.seed, shape);
await writeModel(resolve(argv.out), files);
for (const [name, parts] of files) process.stdout.write(`${String(byteLength(parts)).padStart(9)}  ${name}\n`);
process.stdout.write(`sha256 of all: ${filesHash(files)}\n`);
