import { describe, expect, it } from "vitest";
import { HELD_OUT, readCorpus } from "../../scripts/search_corpus/read.ts";
import type { Mutation, MutationInput } from "../../src/core/index.ts";
import { mutations } from "../../src/languages/python/mutations/index.ts";
import { applyChanges } from "../../src/search/changes.ts";
import { scores, type Weights } from "../../src/search/ranking.ts";
import { type EditStream, openStream } from "../../src/search/stream.ts";

const BUGGY = `def grade(points, limit=50):
    # the best that counts
    best = max(points)
    if best > limit and len(points) > 0:
        return best - 1
    return -1
`;
const input: MutationInput = { code: BUGGY, entryPoint: "grade", docs: "Return the best of the points, at least 50." };

const streamOf = (from: MutationInput): EditStream => openStream(from, mutations);
const editsOf = (from: MutationInput): readonly Mutation[] => mutations.open(from).edits;

function take(stream: { next(): { code: string } | undefined }, count: number): string[] {
  return Array.from({ length: count }, () => stream.next()?.code).filter((code) => code !== undefined);
}

describe("the stream of edited programs", () => {
  it("gives programs that parse, none twice, never the one it began with", () => {
    const programs = take(streamOf(input), 400);
    expect(programs).toHaveLength(400);
    expect(programs.filter((code) => !mutations.parses(code))).toEqual([]);
    expect(new Set(programs).size).toBe(400);
    expect(programs).not.toContain(BUGGY);
  });

  it("depends on the program and on what it was told, on nothing else", () => {
    const assertion = "assert grade([60]) == 50\nleft:  49\nright: 50";
    const frames = [{ line: 5, function: "grade", source: "return best - 1" }];
    const told = {
      verdict: "wrong_answer",
      failure: { type: "AssertionError", message: "", frames, assertion },
    } as const;
    const [one, two, untold] = [streamOf(input), streamOf(input), streamOf(input)];
    one.heed(told);
    two.heed(told);
    const heeded = take(one, 100);
    expect(heeded).toEqual(take(two, 100));
    const unheeded = take(untold, 100);
    expect(take(streamOf(input), 100)).toEqual(unheeded);
    // What it was told changes the order: it is not just the same order that is given twice.
    expect(heeded).not.toEqual(unheeded);
  });

  it("keeps comments, layout, and all that lies outside the region", () => {
    const from = BUGGY.indexOf("    best");
    const programs = take(streamOf({ ...input, region: { from, to: BUGGY.length } }), 200);
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
    const short: MutationInput = { code: "def f(x):\n    return x\n", entryPoint: "f", docs: "" };
    const stream = streamOf(short);
    let [singles, pairs] = [0, 0];
    for (let next = stream.next(); next !== undefined; next = stream.next())
      next.edits.length === 1 ? singles++ : pairs++;
    expect(singles).toBeGreaterThan(5);
    expect(pairs).toBeGreaterThan(5);
  });

  it("has nothing to propose for a text that is no Python", () => {
    expect(streamOf({ code: "def f(:\n  ?", entryPoint: "f", docs: "" }).next()).toBeUndefined();
  });
});

describe("the learned order", () => {
  it("finds mistakes that nothing was learned from sooner than an order without weights", () => {
    const held = readCorpus().filter((mistake) => HELD_OUT.has(mistake.file));
    const within = (weights: Weights): number =>
      held.filter(({ wrong, right, docs, entryPoint }) => {
        const space = mutations.open({ code: wrong, docs, entryPoint });
        const likelihoods = scores(space, weights);
        const mending = space.edits.flatMap((edit, i) =>
          applyChanges(wrong, edit.changes) === right ? [likelihoods[i]] : [],
        );
        const best = Math.max(...mending.map((it) => it ?? 0), Number.NEGATIVE_INFINITY);
        return likelihoods.filter((it) => it >= best).length <= 50;
      }).length;
    expect(held.length).toBeGreaterThan(60);
    expect(within(mutations.weights)).toBeGreaterThan(3 * within({}));
    expect(within(mutations.weights)).toBeGreaterThan(held.length / 3);
  });
});
