import { describe, expect, it } from "vitest";
import type { Proposals } from "../../src/core/index.ts";
import { RANKED, rankedByModel } from "../../src/search/model_ranking.ts";

/** p0, p1, …, each a little less likely than the one before; after `heed` the even ones come first. */
function own(): Proposals {
  let codes = Array.from({ length: RANKED + 10 }, (_, at) => at);
  const all = [...codes];
  return {
    next: () => {
      const at = codes.shift();
      return at === undefined ? undefined : { code: `p${at}`, edit: `edit ${at}`, likelihood: -all.indexOf(at) };
    },
    heed: () => {
      codes = [...all.filter((at) => at % 2 === 0), ...all.filter((at) => at % 2 === 1)];
      all.splice(0, all.length, ...codes);
    },
  };
}

function ranked(scores: Readonly<Record<string, number>>) {
  const asked: string[][] = [];
  const likelihoods = async (programs: readonly string[]) => {
    asked.push([...programs]);
    return programs.map((code) => scores[code] ?? 0);
  };
  return { asked, proposals: rankedByModel(own, likelihoods, 1) };
}

const take = (from: Proposals, count: number) => Array.from({ length: count }, () => from.next()?.code);

describe("edits in the order of both", () => {
  it("are the search's where the model finds all alike, none twice", async () => {
    const all = take(await ranked({}).proposals, RANKED + 11);
    expect(all).toEqual([...Array.from({ length: RANKED + 10 }, (_, at) => `p${at}`), undefined]);
  });

  it("come first where the model finds them likelier by more than the search finds them less likely", async () => {
    const { proposals } = ranked({ p7: 6.5, p3: 2.5, p9: 8.5 });
    expect(take(await proposals, 5)).toEqual(["p0", "p3", "p7", "p9", "p1"]);
  });

  it("heed how the program fails, ask for nothing twice, and give nothing twice", async () => {
    const { asked, proposals } = ranked({ p5: 100 });
    const edits = await proposals;
    expect(take(edits, 2)).toEqual(["p5", "p0"]);
    await edits.heed("wrong_answer");
    expect(take(edits, 3)).toEqual(["p2", "p4", "p6"]);
    expect(new Set(asked.flat()).size).toBe(asked.flat().length);
  });
});
