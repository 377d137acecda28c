/**
 * How likely answers are that change a few tokens of one another: the log-probability of what each changes, less that of
 * what it replaces. The first answer is read once; each other is read from where it parts to a little behind where it
 * joins again. Rows do not depend on what else is in a pass, so neither do scores.
 */
import pLimit from "p-limit";
import { type Cache, cropCache } from "./cache.ts";
import type { Engine } from "./engine.ts";

/** Tokens behind a change that count as well: what is written must go on from it. */
const BEHIND = 3;
/** Tokens of the first answer that are read at a time: their logits take 20 MB. */
const CHUNK = 32;

interface Base {
  readonly cache: Cache;
  /** Of each token of the first answer. */
  readonly logProbabilities: readonly number[];
}

/**
 * @param prompt tokens
 * @param answers tokens of each; the first one is what the others are changes of
 * @returns a number for each answer, 0 for the first: natural logarithms
 * @throws what `stop` throws, which is called between passes
 */
export async function scoreAnswers(
  engine: Engine,
  prompt: readonly number[],
  answers: readonly (readonly number[])[],
  stop: () => void = () => {},
): Promise<number[]> {
  const [first = []] = answers;
  const base = await readBase(engine, prompt, first, stop);
  // With one row at a time, a pass writes its logits over those of the one before.
  const inTurn = pLimit(engine.rows);
  return Promise.all(answers.map((ids) => inTurn(() => scoreOne(engine, { prompt, first, base, stop }, ids))));
}

async function readBase(
  { passes, prefixes }: Engine,
  prompt: readonly number[],
  answer: readonly number[],
  stop: () => void,
): Promise<Base> {
  const known = prefixes.find(prompt, passes.empty);
  const own = passes.own(known, prompt.length + answer.length);
  let pass = await passes.run(own, prompt.slice(known.length), 1);
  const found = answer.slice(0, 1).map((token) => logProbability(pass.logits, 0, pass.vocabulary, token));
  for (let at = 0; at < answer.length; at += CHUNK) {
    stop();
    const ids = answer.slice(at, at + CHUNK);
    pass = await passes.run(pass.cache, ids, ids.length);
    const next = answer.slice(at + 1, at + 1 + ids.length);
    for (const [row, token] of next.entries()) found.push(logProbability(pass.logits, row, pass.vocabulary, token));
  }
  prefixes.keep([...prompt, ...answer], pass.cache);
  return { cache: pass.cache, logProbabilities: found };
}

interface Known {
  readonly prompt: readonly number[];
  readonly first: readonly number[];
  readonly base: Base;
  readonly stop: () => void;
}

async function scoreOne({ passes }: Engine, known: Known, ids: readonly number[]): Promise<number> {
  const { prompt, first, base, stop } = known;
  stop();
  const { from, end, firstEnd } = changed(first, ids);
  if (end === from) return 0;
  // The token before the change is read again: its logits say how likely the change's first token is.
  const start = prompt.length + from - 1;
  const read = [...prompt, ...ids].slice(start, prompt.length + end);
  const { logits, vocabulary } = await passes.run(cropCache(base.cache, start), read.slice(0, -1), read.length - 1);
  const own = read.slice(1).map((token, row) => logProbability(logits, row, vocabulary, token));
  return sum(own) - sum(base.logProbabilities.slice(from, firstEnd));
}

/** Where an answer parts from the first one, and where in each of them what is counted ends. */
function changed(first: readonly number[], ids: readonly number[]) {
  const shorter = Math.min(first.length, ids.length);
  let from = 0;
  while (from < shorter && first[from] === ids[from]) from++;
  if (from === first.length && from === ids.length) return { from, end: from, firstEnd: from };
  let tail = 0;
  while (tail < shorter - from && first.at(-1 - tail) === ids.at(-1 - tail)) tail++;
  const counted = Math.min(tail, BEHIND);
  return { from, end: ids.length - tail + counted, firstEnd: first.length - tail + counted };
}

function logProbability(logits: Float32Array, row: number, vocabulary: number, token: number): number {
  const own = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of own) if (logit > most) most = logit;
  let total = 0;
  for (const logit of own) total += Math.exp(logit - most);
  return (own[token] ?? Number.NEGATIVE_INFINITY) - most - Math.log(total);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, next) => total + next, 0);
}
