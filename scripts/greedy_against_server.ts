/**
 * How often a model writes the same first tokens, greedily, as llama.cpp's server does from the same file, which it must
 * be serving: kernels round differently, and all else should be the same.
 *
 *   npx tsx scripts/greedy_against_server.ts --model FILE.gguf --server http://127.0.0.1:8089 --formats exact --limit 40
 */
import { proposeMessages } from "../src/agent/prompts.ts";
import { text, whole } from "../src/cli/flags/kinds.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { shippedData } from "../src/lib/paths.ts";
import { decodePlain } from "../src/models/decoding/plain.ts";
import { encodePrompt } from "../src/models/decoding/prompt.ts";
import { loadModel } from "../src/models/local/process/load.ts";
import { ggufModel } from "../src/models/weights/open_stored.ts";
import { script } from "./support/script.ts";

const argv = script({
  about: "How often a model's first greedy tokens are those of llama.cpp's server on the same file.",
  flags: {
    model: { kind: text, takes: "FILE", required: true, help: "a .gguf file" },
    server: { kind: text, takes: "URL", required: true, help: "llama.cpp's server, without /v1" },
    tasks: { kind: text, takes: "FILE", otherwise: "the sample tasks", help: "a data set" },
    limit: { kind: whole(1), takes: "N", default: "40", help: "tasks" },
    tokens: { kind: whole(1), takes: "N", default: "20", help: "first tokens of an answer" },
    formats: { kind: text, takes: "LIST", default: "exact", help: "separated by commas" },
  },
});
const report = (line: string): void => void process.stderr.write(`${line}\n`);
const path = argv.tasks ?? shippedData("sample_python.jsonl");
const { tasks } = await loadTasks({ path, max: argv.limit, report });
const theirs = new Map<number, readonly number[]>();
for (const format of argv.formats.split(",")) {
  const model = await opened(format);
  let same = 0;
  for (const [at, task] of tasks.entries()) {
    const prompt = encodePrompt(model, proposeMessages(task, "docs"));
    const job = { maxNewTokens: argv.tokens, temperature: 0, topP: 1, seed: 0, halt: () => undefined };
    const { tokens } = await decodePlain(model, prompt, job);
    const known = theirs.get(at) ?? (await ask(Array.from(prompt.input_ids.data as BigInt64Array, Number)));
    theirs.set(at, known);
    // Only one of the two gives the end token back.
    const ours = tokens.filter((token) => !model.endTokens.includes(token));
    const given = known.filter((token) => !model.endTokens.includes(token));
    if (String(ours) === String(given)) same += 1;
    else report(`${task.task_id}: ${ours.findIndex((token, place) => token !== given[place])} tokens in common`);
  }
  console.log(`${format}: the same first ${argv.tokens} tokens in ${same} of ${tasks.length}`);
  await model.model.dispose();
}

async function opened(dtype: string) {
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] };
  const { folder } = await ggufModel(argv.model, { model: argv.model, dtype, sampling, report });
  return loadModel({ kind: "load", folder, dtype: "fp32", device: "cpu" }, report);
}

async function ask(prompt: readonly number[]): Promise<readonly number[]> {
  const body = { prompt, n_predict: argv.tokens, temperature: 0, return_tokens: true, cache_prompt: false };
  const reply = await fetch(`${argv.server}/completion`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${argv.server} answers ${reply.status}`);
  return ((await reply.json()) as { tokens: number[] }).tokens;
}
