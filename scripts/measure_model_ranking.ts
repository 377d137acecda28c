/**
 * Where the right edit stands among the search's likeliest, in the search's own order, a model's, and both together:
 * `npx tsx scripts/measure_model_ranking.ts --model FILE.gguf`. By mistakes that the search learned nothing from; nothing
 * is executed, so nobody knows how the programs fail.
 */
import { cpus } from "node:os";
import { proposeMessages } from "../src/agent/prompts.ts";
import { text, whole } from "../src/cli/flags/kinds.ts";
import type { Task } from "../src/core/index.ts";
import { mutations } from "../src/languages/python/mutations/index.ts";
import { usageError } from "../src/lib/errors.ts";
import { say } from "../src/lib/terminal.ts";
import { parseModel } from "../src/models/index.ts";
import { openModel } from "../src/search/model.ts";
import { RANKED } from "../src/search/model_ranking.ts";
import { openStream } from "../src/search/stream.ts";
import { HELD_OUT, type Mistake, readCorpus } from "./search_corpus/read.ts";
import { script } from "./support/script.ts";

const flags = script({
  about: "Where the right edit stands in the search's order, a model's, and both together.",
  flags: {
    model: { kind: text, takes: "MODEL", help: "a local model", required: true },
    from: { kind: whole(0), takes: "N", default: "1", help: "the first mistake; every second one from there is taken" },
    max: { kind: whole(1), takes: "N", default: "30", help: "mistakes" },
  },
});
/** What the model's logarithm counts beside the search's. */
const SHARES = [0, 0.25, 0.5, 1, 2, Number.POSITIVE_INFINITY];

function taskOf({ entryPoint, wrong, docs, tests }: Mistake): Task {
  const end = wrong.indexOf("\n", wrong.search(new RegExp(`^def ${entryPoint}\\(`, "m"))) + 1;
  return {
    ...{ task_id: entryPoint, language: "python", entry_point: entryPoint, docstring: docs },
    ...{ declaration: wrong.slice(0, end), buggy_solution: wrong.slice(end), canonical_solution: "" },
    prompt: `${wrong.slice(0, end)}    """${docs}"""\n`,
    ...{ bug_type: "", failure_symptoms: "", check: { kind: "unit_tests", tests, helpers: "" } },
  };
}

await using model = await openModel(parseModel(flags.model), {
  sampling: { temperature: 0, topP: 1, maxNewTokens: 1, stop: [] },
  report: say,
});
const { likelihoods } = model;
if (likelihoods === undefined) throw usageError(`${flags.model} does not say how likely a program is`);

/** The place of the right edit by each share, from 1; undefined where it is not among those that are ranked. */
async function placesOf(mistake: Mistake): Promise<number[] | undefined> {
  const { wrong: code, entryPoint, docs, right } = mistake;
  const stream = openStream({ code, entryPoint, docs }, mutations);
  const edits = Array.from({ length: RANKED }, () => stream.next()).filter((it) => it !== undefined);
  const at = edits.findIndex((it) => it.code === right);
  if (at < 0 || likelihoods === undefined) return undefined;
  const answers = [code, ...edits.map((it) => it.code)].map((it) => `\`\`\`python\n${it.trimEnd()}\n\`\`\`\n`);
  const [, ...own] = await likelihoods(proposeMessages(taskOf(mistake), "docs"), answers);
  return SHARES.map((share) => {
    const total = (index: number): number =>
      share === Number.POSITIVE_INFINITY ? (own[index] ?? 0) : (edits[index]?.score ?? 0) + share * (own[index] ?? 0);
    return 1 + edits.filter((_, index) => total(index) > total(at)).length;
  });
}

const all: number[][] = [];
let seen = 0;
const started = performance.now();
for (const [index, mistake] of readCorpus()
  .filter(({ file }) => HELD_OUT.has(file))
  .entries()) {
  if (index < flags.from || (index - flags.from) % 2 === 1 || seen === flags.max) continue;
  seen++;
  const places = await placesOf(mistake);
  if (places !== undefined) all.push(places);
  say(`${mistake.entryPoint}: ${places?.join(" ") ?? "not among them"}`);
}
const seconds = (performance.now() - started) / 1000 / seen;
const rows = SHARES.map((share, at) => {
  const places = all.map((it) => it[at] ?? 0);
  const within = (k: number) => places.filter((place) => place <= k).length;
  const mean = Math.exp(places.reduce((sum, place) => sum + Math.log(place), 0) / places.length);
  return `| ${share} | ${within(1)} | ${within(5)} | ${within(10)} | ${mean.toFixed(1)} |`;
});
process.stdout.write(
  `${all.length} of ${seen} right edits are among the ${RANKED} likeliest; ${seconds.toFixed(1)} s each.\n\n` +
    `| share of the model | first | within 5 | within 10 | mean place |\n|---|---|---|---|---|\n${rows.join("\n")}\n\n${cpus()[0]?.model ?? ""}\n`,
);
