/**
 * What it costs to write a GGUF file as a graph, and to load it: peak memory and time of the writer, and the time until
 * the model's process is ready
 * with the file's pages dropped from memory and with them there.
 *
 *   npx tsx scripts/measure_conversion.ts --model FILE.gguf --formats w8a8,exact
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { text } from "../src/cli/flags/kinds.ts";
import { ModelProcess } from "../src/models/local/model_process.ts";
import { ggufModel } from "../src/models/weights/open_stored.ts";
import { childPids, peakMemory } from "./decoding_bench/way.ts";
import { script } from "./support/script.ts";

const argv = script({
  about: "Peak memory and time of writing a GGUF file as a graph, and of loading it.",
  flags: {
    model: { kind: text, takes: "FILE", required: true, help: "a .gguf file" },
    formats: { kind: text, takes: "LIST", default: "w8a8,exact", help: "separated by commas" },
  },
});
const cacheDir = await mkdtemp(join(tmpdir(), "measure-conversion-"));
try {
  const size = (await stat(argv.model)).size;
  console.log(`${argv.model}: ${megabytes(size)} MB\n`);
  console.log(
    "| format | written, MB | writing, s | peak of the writer, MB | load cold, s | load warm, s | loaded, peak MB |",
  );
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const format of argv.formats.split(",")) console.log(`| ${(await measure(format)).join(" | ")} |`);
} finally {
  await rm(cacheDir, { recursive: true, force: true });
}

async function measure(format: string): Promise<(string | number)[]> {
  const started = performance.now();
  const watched = watchPeak();
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] };
  const { folder } = await ggufModel(argv.model, { model: argv.model, dtype: format, sampling, cacheDir, report });
  const seconds = (performance.now() - started) / 1000;
  const peak = watched.end();
  const data = join(folder, "onnx/model.onnx_data");
  const cold = (await dropped(data)) ? await load(folder) : undefined;
  const warm = await load(folder);
  return [
    ...[`\`${format}\``, megabytes((await stat(data)).size), seconds.toFixed(1), megabytes(peak)],
    ...[cold?.seconds.toFixed(1) ?? "", warm.seconds.toFixed(1), megabytes(warm.peak)],
  ];
}

/** The largest peak of the processes that are started from now on, looked at ten times a second. */
function watchPeak(): { end(): number } {
  const before = childPids();
  let peak = 0;
  const look = (): void => {
    for (const pid of childPids().filter((one) => !before.includes(one))) peak = Math.max(peak, peakMemory(pid) ?? 0);
  };
  const timer = setInterval(look, 100);
  return {
    end: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

async function load(folder: string): Promise<{ seconds: number; peak: number }> {
  const before = childPids();
  const started = performance.now();
  const [model] = await ModelProcess.start({ kind: "load", folder, dtype: "fp32", device: "cpu" }, report);
  const seconds = (performance.now() - started) / 1000;
  const peak = peakMemory(childPids().find((pid) => !before.includes(pid))) ?? 0;
  await model[Symbol.asyncDispose]();
  return { seconds, peak };
}

/** Drops the file's pages from memory, by the dd of GNU's coreutils; false where that cannot be done. */
async function dropped(file: string): Promise<boolean> {
  return promisify(execFile)("dd", [`if=${file}`, "iflag=nocache", "count=0"]).then(
    () => true,
    () => false,
  );
}

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / 1e6));
}
