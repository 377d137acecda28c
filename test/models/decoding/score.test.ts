import { expect, test } from "vitest";
import { type Engine, openEngine } from "../../../src/models/decoding/engine.ts";
import { scoreAnswers } from "../../../src/models/decoding/score.ts";
import { randomModelFiles } from "../../../src/models/graph/random_model.ts";
import { engineOf, loadFiles, randomPrompts } from "./loaded.ts";

const [PROMPT, FIRST] = randomPrompts(2, 200, 3) as [number[], number[]];
/** The first answer with one token changed, two put in, three taken out, another end, and a longer one. */
const ANSWERS = [
  FIRST,
  FIRST.with(3, 9),
  FIRST.toSpliced(2, 0, 11, 12),
  FIRST.toSpliced(1, 3),
  FIRST.with(-1, 17),
  [...FIRST, 5, 6],
];

/** By one pass over everything: logarithms of all the answer's tokens. */
async function wholeScore({ passes }: Engine, answer: readonly number[]): Promise<number[]> {
  const ids = [...PROMPT, ...answer];
  const { logits, vocabulary } = await passes.run(passes.empty, ids, ids.length);
  return answer.map((token, at) => {
    const row = logits.subarray((PROMPT.length + at - 1) * vocabulary, (PROMPT.length + at) * vocabulary);
    return Math.log(Math.exp(row[token] ?? 0) / row.reduce((sum, logit) => sum + Math.exp(logit), 0));
  });
}

const sum = (values: readonly number[]) => values.reduce((total, next) => total + next, 0);

test("an answer's score is the probability of what it changes, less that of what it replaces", async () => {
  const engine = await engineOf(await loadFiles(randomModelFiles(5)));
  const scores = await scoreAnswers(engine, PROMPT, ANSWERS);
  const first = await wholeScore(engine, FIRST);
  expect(scores[0]).toBe(0);
  // The change and the three tokens behind it.
  const one = await wholeScore(engine, ANSWERS[1] ?? []);
  expect(scores[1]).toBeCloseTo(sum(one.slice(3, 7)) - sum(first.slice(3, 7)), 3);
  const two = await wholeScore(engine, ANSWERS[2] ?? []);
  expect(scores[2]).toBeCloseTo(sum(two.slice(2, 7)) - sum(first.slice(2, 5)), 3);
  const last = await wholeScore(engine, ANSWERS[4] ?? []);
  expect(scores[4]).toBeCloseTo(sum(last.slice(-1)) - sum(first.slice(-1)), 3);
  const longer = await wholeScore(engine, ANSWERS[5] ?? []);
  expect(scores[5]).toBeCloseTo(sum(longer.slice(-2)), 3);
});

test("the bits are the same whatever else is in the pass, and whatever was asked before", async () => {
  const model = await loadFiles(randomModelFiles(6, { slots: 3 }));
  const [alone, beside] = [await openEngine(model, 1), await openEngine(model, 3)];
  if (typeof alone === "string" || typeof beside === "string") throw new Error("no engine");
  expect(beside.rows).toBe(3);
  const scores = await scoreAnswers(alone, PROMPT, ANSWERS);
  expect(await scoreAnswers(alone, PROMPT, ANSWERS)).toEqual(scores);
  expect(await scoreAnswers(beside, PROMPT, ANSWERS)).toEqual(scores);
  expect(await scoreAnswers(beside, PROMPT, [FIRST, ...ANSWERS.slice(1).reverse()])).toEqual([
    0,
    ...scores.slice(1).reverse(),
  ]);
});

test("whoever gives up is heeded between two passes", async () => {
  const engine = await engineOf(await loadFiles(randomModelFiles(5)));
  const stop = () => {
    throw new Error("given up");
  };
  await expect(scoreAnswers(engine, PROMPT, ANSWERS, stop)).rejects.toThrow("given up");
});
