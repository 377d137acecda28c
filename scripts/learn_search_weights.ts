/**
 * Learns how likely each kind of edit is to undo a mistake: `npx tsx scripts/learn_search_weights.ts`.
 *
 * A conditional logit over the edits of each wrong program (McFadden 1974), fitted by gradient steps with an L2
 * penalty. All it knows comes from `scripts/search_corpus`; files of HELD_OUT are kept from it, for checks.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox, Symptom } from "../src/core/index.ts";
import { mutations } from "../src/languages/python/mutations/index.ts";
import { openSandbox } from "../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../src/sandbox/limits.ts";
import { applyChanges } from "../src/search/changes.ts";
import { featuresOf } from "../src/search/ranking.ts";
import { HELD_OUT, type Mistake, readCorpus } from "./search_corpus/read.ts";
import { script } from "./support/script.ts";

const STEPS = 150;
const PENALTY = 0.2;
const RATE = 0.15;
const FOLDS = 5;

/** The edits of one wrong program as lists of features, and which of them mend it. */
interface Example {
  readonly group: string;
  readonly edits: readonly Int32Array[];
  readonly right: readonly number[];
}

/** Features by number. */
class Names {
  readonly all: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.all.length);
    return this.all.push(name) - 1;
  }
}

async function symptomsOf(mistake: Mistake, sandbox: Sandbox): Promise<Symptom | undefined> {
  const { wrong: candidate, tests, entryPoint } = mistake;
  const job = { kind: "check", candidate, tests, helpers: "", entryPoint, imports: "octopack" } as const;
  const { verdict, failure } = await sandbox.run(job, { ...DEFAULT_LIMITS, timeoutSec: 3, cpuSec: 1 });
  if (verdict !== "passed") return { verdict, failure };
  console.error(`not seen by its tests: ${mistake.file} ${mistake.entryPoint} ${JSON.stringify(mistake.change)}`);
  return undefined;
}

function exampleOf(mistake: Mistake, symptom: Symptom | undefined, names: Names): Example | undefined {
  const { wrong: code, right: fixed, docs, entryPoint } = mistake;
  const space = mutations.open({ code, docs, entryPoint });
  const right = space.edits.flatMap((edit, index) => (applyChanges(code, edit.changes) === fixed ? [index] : []));
  if (right.length === 0) return undefined;
  const features = featuresOf(space, symptom);
  const numbered = features.map((list) => Int32Array.from(list, (name) => names.numberOf(name)));
  return { group: `${mistake.file} ${entryPoint}`, edits: numbered, right };
}

/** Weights that make the right edits likely: Adagrad on the penalised logarithm of the likelihood. */
function weightsFrom(examples: readonly Example[], size: number): Float64Array {
  const [weights, squares] = [new Float64Array(size), new Float64Array(size).fill(1e-3)];
  for (let step = 0; step < STEPS; step += 1) {
    const slope = weights.map((weight) => -PENALTY * weight * 10);
    for (const example of examples) addSlope(example, weights, slope);
    for (let i = 0; i < size; i += 1) {
      const by = slope[i] ?? 0;
      squares[i] = (squares[i] ?? 0) + by * by;
      weights[i] = (weights[i] ?? 0) + (RATE * by) / Math.sqrt(squares[i] ?? 1);
    }
  }
  return weights;
}

function addSlope({ edits, right }: Example, weights: Float64Array, slope: Float64Array): void {
  const shares = softmax(edits.map((edit) => scoreOf(edit, weights)));
  const mass = right.reduce((sum, index) => sum + (shares[index] ?? 0), 0);
  for (const [index, edit] of edits.entries()) {
    const share = shares[index] ?? 0;
    const by = (right.includes(index) ? share / mass : 0) - share;
    if (Math.abs(by) > 1e-6) for (const feature of edit) slope[feature] = (slope[feature] ?? 0) + by;
  }
}

function scoreOf(edit: Int32Array, weights: Float64Array): number {
  let sum = 0;
  for (const feature of edit) sum += weights[feature] ?? 0;
  return sum;
}

function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - top));
  const total = odds.reduce((a, b) => a + b, 0);
  return odds.map((it) => it / total);
}

/** Edits that would be tried up to the right one, itself included. */
function rankOf({ edits, right }: Example, weights: Float64Array): number {
  const scores = edits.map((edit) => scoreOf(edit, weights));
  const best = Math.max(...right.map((index) => scores[index] ?? 0));
  return scores.filter((score) => score > best).length + 1;
}

function ranksText(ranks: readonly number[]): string {
  const within = [1, 5, 10, 50, 100, 250, 500].map(
    (k) => `${k}: ${((100 * ranks.filter((rank) => rank <= k).length) / Math.max(1, ranks.length)).toFixed(0)} %`,
  );
  return `${ranks.length} programs; right edit within ${within.join(", ")}`;
}

async function main(): Promise<void> {
  const names = new Names();
  await using sandbox = await openSandbox({ kind: "process" });
  const corpus = readCorpus();
  const told = await Promise.all(corpus.map((mistake) => symptomsOf(mistake, sandbox)));
  const make = (informed: boolean, held: boolean): Example[] =>
    corpus.flatMap((mistake, index) => {
      if (HELD_OUT.has(mistake.file) !== held || told[index] === undefined) return [];
      return exampleOf(mistake, informed ? told[index] : undefined, names) ?? [];
    });
  const [informed, blind] = [make(true, false), make(false, false)];
  const [heldInformed, heldBlind] = [make(true, true), make(false, true)];
  const size = names.all.length;
  console.log(`${corpus.length} mistakes, ${size} features, ${informed.length} programs to learn from`);

  const groups = [...new Set(informed.map((it) => it.group))];
  const fold = (example: Example): number => groups.indexOf(example.group) % FOLDS;
  const ranks: Record<"blind" | "informed", number[]> = { blind: [], informed: [] };
  for (let part = 0; part < FOLDS; part += 1) {
    const weights = weightsFrom(
      [...informed, ...blind].filter((it) => fold(it) !== part),
      size,
    );
    ranks.informed.push(...informed.filter((it) => fold(it) === part).map((it) => rankOf(it, weights)));
    ranks.blind.push(...blind.filter((it) => fold(it) === part).map((it) => rankOf(it, weights)));
  }
  console.log(`cross-validated, before a test has run: ${ranksText(ranks.blind)}`);
  console.log(`cross-validated, knowing the failure:   ${ranksText(ranks.informed)}`);

  const weights = weightsFrom([...informed, ...blind], size);
  console.log(`held out, before a test has run:        ${ranksText(heldBlind.map((it) => rankOf(it, weights)))}`);
  console.log(`held out, knowing the failure:          ${ranksText(heldInformed.map((it) => rankOf(it, weights)))}`);
  const kept = names.all.map((name, i) => [name, Number((weights[i] ?? 0).toFixed(2))] as const);
  const sorted = kept.filter(([, weight]) => weight !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const file = join(import.meta.dirname, "../src/languages/python/search/weights.json");
  const from = "scripts/learn_search_weights.ts, from scripts/search_corpus";
  writeFileSync(file, `${JSON.stringify({ from, weights: Object.fromEntries(sorted) }, null, 1)}\n`);
}

script({ about: "Learns how likely each kind of edit is to undo a mistake, and writes the weights of the search." });
await main();
