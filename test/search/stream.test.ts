import { describe, expect, it } from "vitest";
import { HELD_OUT, readCorpus } from "../../scripts/search_corpus/read.ts";
import { readDocs } from "../../src/languages/python/search/docs.ts";
import { applyChanges } from "../../src/languages/python/search/edit.ts";
import { parses } from "../../src/languages/python/syntax.ts";
import { LEARNED, scores, type Weights } from "../../src/search/order.ts";
import { editsOf, openStream, type SearchInput } from "../../src/search/stream.ts";

const BUGGY = `def grade(points, limit=50):
    # the best that counts
    best = max(points)
    if best > limit and len(points) > 0:
        return best - 1
    return -1
`;
const input: SearchInput = { code: BUGGY, entryPoint: "grade", docs: "Return the best of the points, at least 50." };

function take(stream: { next(): { code: string } | undefined }, count: number): string[] {
  return Array.from({ length: count }, () => stream.next()?.code).filter((code) => code !== undefined);
}

describe("the stream of edited programs", () => {
  it("gives programs that parse, none twice, never the one it began with", () => {
    const programs = take(openStream(input), 400);
    expect(programs).toHaveLength(400);
    expect(programs.filter((code) => !parses(code))).toEqual([]);
    expect(new Set(programs).size).toBe(400);
    expect(programs).not.toContain(BUGGY);
  });

  it("depends on the program and on what it was told, on nothing else", () => {
    const told = { words: ["wrong_answer", "one too few"], lines: [5] };
    const [one, two, untold] = [openStream(input), openStream(input), openStream(input)];
    one.heed(told);
    two.heed(told);
    const heeded = take(one, 100);
    expect(heeded).toEqual(take(two, 100));
    const unheeded = take(untold, 100);
    expect(take(openStream(input), 100)).toEqual(unheeded);
    // What it was told changes the order: it is not just the same order that is given twice.
    expect(heeded).not.toEqual(unheeded);
  });

  it("keeps comments, layout, and all that lies outside the region", () => {
    const from = BUGGY.indexOf("    best");
    const programs = take(openStream({ ...input, region: { from, to: BUGGY.length } }), 200);
    expect(programs.every((code) => code.startsWith(BUGGY.slice(0, from)))).toBe(true);
    const singles = editsOf(input).filter(({ changes }) => changes.length === 1);
    for (const { changes } of singles) {
      const code = applyChanges(BUGGY, changes);
      const [change] = changes;
      expect(code.startsWith(BUGGY.slice(0, change?.from))).toBe(true);
      expect(code.endsWith(BUGGY.slice(change?.to))).toBe(true);
    }
  });

  it.each([
    ["a comparison", "best > limit", "best >= limit"],
    ["a constant", "best - 1", "best - 0"],
    ["an operand kept alone", "best - 1", "best"],
    ["a twin of a builtin", "max(points)", "min(points)"],
    ["a boolean operator", "and len", "or len"],
    ["a condition dropped", "best > limit and len(points) > 0", "best > limit"],
    ["a sign", "return -1", "return 1"],
    ["a wrapped call", "best = max(points)", "best = abs(max(points))"],
    ["a name", "best - 1", "limit - 1"],
  ])("knows %s", (_name, before, after) => {
    const programs = new Set(editsOf(input).map(({ changes }) => applyChanges(BUGGY, changes)));
    expect(programs).toContain(BUGGY.replace(before, after));
  });

  it("tries pairs of edits when the single ones are used up", () => {
    const short: SearchInput = { code: "def f(x):\n    return x\n", entryPoint: "f", docs: "" };
    const stream = openStream(short);
    let [singles, pairs] = [0, 0];
    for (let next = stream.next(); next !== undefined; next = stream.next())
      next.edits.length === 1 ? singles++ : pairs++;
    expect(singles).toBeGreaterThan(5);
    expect(pairs).toBeGreaterThan(5);
  });

  it("has nothing to propose for a text that is no Python", () => {
    expect(openStream({ code: "def f(:\n  ?", entryPoint: "f", docs: "" }).next()).toBeUndefined();
  });
});

describe("the learned order", () => {
  it("finds mistakes that nothing was learned from sooner than an order without weights", () => {
    const held = readCorpus().filter((mistake) => HELD_OUT.has(mistake.file));
    const within = (weights: Weights): number =>
      held.filter(({ wrong, right, docs, entryPoint }) => {
        const edits = editsOf({ code: wrong, docs, entryPoint });
        const likelihoods = scores(edits, readDocs(docs), undefined, weights);
        const mending = edits.flatMap((edit, i) =>
          applyChanges(wrong, edit.changes) === right ? [likelihoods[i]] : [],
        );
        const best = Math.max(...mending.map((it) => it ?? 0), Number.NEGATIVE_INFINITY);
        return likelihoods.filter((it) => it >= best).length <= 50;
      }).length;
    expect(held.length).toBeGreaterThan(60);
    expect(within(LEARNED)).toBeGreaterThan(3 * within({}));
    expect(within(LEARNED)).toBeGreaterThan(held.length / 3);
  });
});
