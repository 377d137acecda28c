/**
 * Answers side by side: the whole set of texts written one by one and several at a time, with drafts and without, in
 * turns within one process. Outputs are forced, as in `bench_decoding.ts`, so the passes are those of a model that writes
 * these texts.
 *
 *   npx tsx scripts/bench_batch.ts --model DIR --dtype q8 --tasks python.jsonl [--recorded FILE] --batch 2 --batch 4
 */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import pLimit from "p-limit";
import { text, whole } from "../src/cli/flags/kinds.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { type BatchCheck, batchCheck } from "../src/models/decoding/batch_check.ts";
import type { Together } from "../src/models/decoding/batcher.ts";
import type { Decoder } from "../src/models/decoding/decoder.ts";
import { checkTokensOf } from "../src/models/decoding/engine.ts";
import { type KvSession, openKvSession } from "../src/models/decoding/kv_session.ts";
import { measureCosts, type PassCosts } from "../src/models/decoding/pass_costs.ts";
import { decodePlain } from "../src/models/decoding/plain.ts";
import { encodePrompt } from "../src/models/decoding/prompt.ts";
import { selfCheck } from "../src/models/decoding/self_check.ts";
import { type LoadedModel, loadModel } from "../src/models/local/process/load.ts";
import { decoderOf, NO_DRAFTS } from "./bench_decoding/modes.ts";
import { canonicalTargets, drawTargets, recordedTargets, type Target } from "./bench_decoding/targets.ts";
import { script } from "./support/script.ts";

const CORES = String(availableParallelism()) as `${number}`;
const wholes = { ...whole(1), form: "list" } as const;

const argv = script({
  about: "Times answers one by one and side by side, with forced outputs.",
  flags: {
    model: { kind: text, takes: "DIR", required: true, help: "folder of a model in the hub's layout" },
    dtype: { kind: text, takes: "FORMAT", default: "fp32", help: "number format to measure" },
    tasks: { kind: text, takes: "FILE", otherwise: "HumanEvalFix", help: "data set whose prompts are used" },
    recorded: { kind: text, takes: "FILE", otherwise: "known fixes", help: "records of a real model's answers" },
    batch: { kind: wholes, takes: "N", otherwise: "2 and 4", help: "answers at a time; repeatable" },
    limit: { kind: whole(1), takes: "N", default: "8", help: "texts" },
    rounds: { kind: whole(1), takes: "N", default: "2", help: "times that each way has its turn; its best one counts" },
    threads: { kind: whole(1), takes: "N", default: CORES, help: "of the model" },
  },
});

interface Way {
  readonly name: string;
  readonly rows: number;
  /** Opened anew for each turn: nothing is kept of earlier ones. */
  readonly open: () => Decoder;
}

const report = (line: string): void => void process.stderr.write(`${line}\n`);
const { tasks } = await loadTasks({ ...(argv.tasks !== undefined && { path: resolve(argv.tasks) }), report });
const targets = (
  argv.recorded === undefined
    ? drawTargets(canonicalTargets(tasks), argv.limit, 0)
    : await recordedTargets(argv.recorded, tasks)
).slice(0, argv.limit);
const load = { kind: "load", folder: resolve(argv.model), dtype: argv.dtype, device: "cpu" } as const;
const model = await loadModel({ ...load, threads: argv.threads }, report);
const session = openKvSession(model.model);
const ids = checkTokensOf(model);
const [check, costs] = [await batchCheck(session, ids), await measureCosts(session, ids)];
const { freeRollback } = await selfCheck(session, ids);
const ways = waysOf(session, check, costs);
const best = new Map<Way, Turn>();
for (let round = 0; round < argv.rounds; round++) {
  for (const way of ways) {
    const turn = await takeTurn(model, way, targets);
    if (turn.seconds < (best.get(way)?.seconds ?? Number.POSITIVE_INFINITY)) best.set(way, turn);
    report(`${way.name}: ${turn.seconds.toFixed(1)} s`);
  }
}
print(check, best);

function waysOf(kv: KvSession, { together }: BatchCheck, prices: PassCosts): Way[] {
  // A model that the program would not batch is timed all the same.
  const any: Together = together ?? { layout: "column", tokens: 2 ** 20 };
  const way = (name: string, rows: number, drafts: boolean): Way => ({
    name,
    rows,
    open: () => decoderOf(kv, { costs: drafts ? prices : NO_DRAFTS, freeRollback, ...(rows > 1 && { together: any }) }),
  });
  return [
    { name: "`generate`, one by one", rows: 1, open: () => decodePlain },
    way("our loop without drafts, one by one", 1, false),
    way("lookup, one by one", 1, true),
    ...(argv.batch.length > 0 ? argv.batch : [2, 4]).flatMap((rows) => [
      way(`${rows} at a time, without drafts`, rows, false),
      ...(any.tokens > 1 ? [way(`${rows} at a time, lookup`, rows, true)] : []),
    ]),
  ];
}

interface Turn {
  readonly seconds: number;
  readonly tokens: number;
  readonly passes: number;
}

async function takeTurn(loaded: LoadedModel, { rows, open }: Way, texts: readonly Target[]): Promise<Turn> {
  const decode = open();
  const inTurn = pLimit(rows);
  const start = performance.now();
  const write = async ({ messages, text }: Target) => {
    const forced = loaded.tokenizer.encode(text, { add_special_tokens: false });
    const job = { maxNewTokens: forced.length + 1, temperature: 0, topP: 1, seed: 0, halt: () => undefined, forced };
    return decode(loaded, encodePrompt(loaded, messages), job);
  };
  const answers = await Promise.all(texts.map((target) => inTurn(write, target)));
  return {
    seconds: (performance.now() - start) / 1000,
    tokens: answers.reduce((sum, { tokens }) => sum + tokens.length, 0),
    passes: answers.reduce((sum, { stats }) => sum + stats.forward_passes, 0),
  };
}

function print({ together, worst }: BatchCheck, turns: ReadonlyMap<Way, Turn>): void {
  const [base] = turns.values();
  const verdict = together === undefined ? "the program would write one answer at a time" : JSON.stringify(together);
  const row = ([{ name }, { seconds, tokens, passes }]: [Way, Turn]): string[] => [
    ...[name, (tokens / seconds).toFixed(1), (tokens / passes).toFixed(2)],
    ((base?.seconds ?? 0) / seconds).toFixed(2),
  ];
  const head = ["way", "tokens/s, prompts included", "tokens a pass of its own", "whole set ×"];
  const lines = [head, head.map(() => "---"), ...[...turns].map(row)].map((cells) => `| ${cells.join(" | ")} |`);
  process.stdout.write(
    `${argv.dtype}, ${argv.threads} threads, ${targets.length} texts, outputs FORCED; check of rows side by side: ` +
      `${worst.toExponential(1)} of the logits' spread, ${verdict}\n\n${lines.join("\n")}\n`,
  );
}
