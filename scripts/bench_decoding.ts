/**
 * How fast answers are decoded: the library's `generate`, our loop without drafts, lookup, and lookup with prompts'
 * common beginnings kept. Each mode has a process of its own; the modes take turns on every text, so that other work on
 * the machine slows all of them. What they write is forced (see `DecodeJob.forced`), so a model of random weights has
 * the passes of one that writes these texts.
 *
 *   npx tsx scripts/bench_decoding.ts --model DIR --dtype int8 --dtype q4 --tasks python.jsonl [--recorded FILE]
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { oneOf, text, texts, whole } from "../src/cli/flags/kinds.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { MODES, type Mode } from "./bench_decoding/modes.ts";
import type { Measured, Opening, Question, Reply } from "./bench_decoding/protocol.ts";
import { type Results, tableOf } from "./bench_decoding/table.ts";
import { canonicalTargets, drawTargets, recordedTargets, type Target } from "./bench_decoding/targets.ts";
import { script } from "./support/script.ts";

const CORES = String(availableParallelism()) as `${number}`;

const argv = script({
  about: "Times ways of decoding side by side, with forced outputs.",
  flags: {
    model: { kind: text, takes: "DIR", required: true, help: "folder of a model in the hub's layout" },
    dtype: { kind: texts, takes: "FORMAT", otherwise: "fp32", help: "number format to measure; repeatable" },
    tasks: { kind: text, takes: "FILE", otherwise: "HumanEvalFix", help: "data set whose prompts are used" },
    recorded: { kind: text, takes: "FILE", help: "records of a real model's answers to these tasks, measured first" },
    limit: { kind: whole(1), takes: "N", default: "10", help: "texts of each kind" },
    seed: { kind: whole(0), takes: "N", default: "0", help: "of the draw of known fixes" },
    mode: {
      ...{ kind: { ...oneOf(MODES), form: "list" }, takes: "WORD", otherwise: "all" },
      help: `way to measure beside generate; repeatable; each holds the model once: ${MODES.join(", ")}`,
    },
    threads: { kind: whole(1), takes: "N", default: CORES, help: "of each model" },
  },
});

const WORKER = fileURLToPath(new URL("bench_decoding_worker.ts", import.meta.url));
const report = (line: string): void => void process.stderr.write(`${line}\n`);
const { tasks } = await loadTasks({ ...(argv.tasks !== undefined && { path: resolve(argv.tasks) }), report });
const recorded = argv.recorded === undefined ? [] : await recordedTargets(argv.recorded, tasks);
// A prompt that comes twice would be reused whole, which no run does.
const answered = new Set(recorded.map(({ taskId }) => taskId));
const others = canonicalTargets(tasks).filter(({ taskId }) => !answered.has(taskId));
const suites = new Map([
  ["recorded answers of a real model", recorded.slice(0, argv.limit)],
  ["known fixes (an upper bound: no model copies more faithfully)", drawTargets(others, argv.limit, argv.seed)],
]);

for (const dtype of argv.dtype.length > 0 ? argv.dtype : ["fp32"]) await benchDtype(dtype);

async function benchDtype(dtype: string): Promise<void> {
  const modes = new Map<Mode, ModeProcess>();
  try {
    for (const mode of MODES.filter((it) => it === MODES[0] || argv.mode.length === 0 || argv.mode.includes(it)))
      modes.set(mode, await startMode(dtype, mode));
    print(`\n## ${dtype}, ${argv.threads} threads`, ...aboutModel([...modes.values()].at(-1)?.opening));
    for (const [name, targets] of suites) {
      if (targets.length === 0) continue;
      const results = await interleave(modes, targets);
      const tokens = results.get("generate")?.reduce((sum, one) => sum + one.tokens, 0);
      print(`\n${targets.length} ${name}; outputs are FORCED, ${tokens} tokens\n`, ...tableOf(results));
    }
  } finally {
    for (const mode of modes.values()) mode.end();
  }
}

function aboutModel(opening: Opening | undefined): string[] {
  const { check, costs } = opening ?? {};
  if (check === undefined) return [];
  const prices = [1, 3, 7, 15].map((at) => `${at + 1}: ${costs?.[at]?.toFixed(2)}`).join(", ");
  const worst = check.worst.toExponential(1);
  const verdict = check.trusted ? "the program would use lookup" : "the program would decode this model plainly";
  return [`price of a pass by its tokens: ${prices}`, `self-check: ${worst} of the logits' spread; ${verdict}`];
}

/** Every mode on every text, the first mode a different one each time. */
async function interleave(modes: ReadonlyMap<Mode, ModeProcess>, targets: readonly Target[]): Promise<Results> {
  const results = new Map<Mode, Measured[]>([...modes.keys()].map((mode) => [mode, []]));
  const turns = [...modes];
  for (const [index, { taskId, messages, text }] of targets.entries()) {
    for (const [mode, { ask }] of turns) results.get(mode)?.push(await ask({ messages, text }));
    turns.push(...turns.splice(0, 1));
    report(`${index + 1}/${targets.length} ${taskId}`);
  }
  return results;
}

interface ModeProcess {
  readonly opening: Opening;
  ask(question: Question): Promise<Measured>;
  end(): void;
}

async function startMode(dtype: string, mode: Mode): Promise<ModeProcess> {
  const child = fork(WORKER, [resolve(argv.model), dtype, mode, String(argv.threads)]);
  // One question at a time, so that the next message is always its answer; an end without one is a failure.
  const next = async (): Promise<Reply> => {
    const ended = new AbortController();
    const gone = once(child, "exit", { signal: ended.signal }).then(([code]) => {
      throw new Error(`the process of ${mode} ended with ${code}`);
    });
    const said = once(child, "message", { signal: ended.signal }).then(([reply]) => reply as Reply);
    const reply = await Promise.race([said, gone]).finally(() => {
      gone.catch(() => {});
      said.catch(() => {});
      ended.abort();
    });
    if (reply.kind === "failed") throw new Error(`${mode}: ${reply.reason}`);
    return reply;
  };
  const opening = (await next()) as Opening;
  report(`${dtype}, ${mode}: loaded, ${opening.loadedMb.toFixed(0)} MB`);
  const ask = (question: Question): Promise<Measured> => {
    const answer = next() as Promise<Measured>;
    child.send(question);
    return answer;
  };
  return { opening, ask, end: () => void child.kill() };
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
