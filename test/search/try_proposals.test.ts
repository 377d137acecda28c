import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Judgement, Proposals, Verdict } from "../../src/core/index.ts";
import { type TrialParts, tryProposals } from "../../src/search/try_proposals.ts";

const judged = (verdict: Verdict): Judgement => ({
  verdict,
  execution: { exit_code: 0, stdout: "", stderr: "", runtime_sec: 0 },
});

/** Proposals named p0, p1, …; those in `good` pass, after as many milliseconds as `delay` says. */
function trial(good: readonly number[], delay: (index: number) => number, changes: Partial<TrialParts> = {}) {
  const told: Verdict[] = [];
  let given = 0;
  const proposals: Proposals = {
    next: () => (given < 40 ? { code: `p${given}`, edit: `edit ${given++}` } : undefined),
    heed: (verdict) => void told.push(verdict),
  };
  const parts: TrialParts = {
    proposals,
    unchanged: "buggy",
    judge: async ({ code = "" }, signal) => {
      const index = Number(code.slice(1));
      await sleep(Number.isNaN(index) ? 0 : delay(index), undefined, { signal });
      return judged(good.includes(index) ? "passed" : "wrong_answer");
    },
    ...{ budget: 100, seconds: 60, concurrency: 1 },
    ...changes,
  };
  return { told, result: tryProposals(parts) };
}

describe("proposals", () => {
  it("are tried at least once, however short the time", async () => {
    const { trace } = await trial([], () => 0, { seconds: 1e-9 }).result;
    expect(trace).toMatchObject({ attempts: 1, first_edit: "edit 0", ended_by: "seconds" });
  });

  it("are tried in order: the first, then the unchanged program, then the others, told how it failed", async () => {
    const { told, result } = trial([3], () => 0);
    const { first, last, trace } = await result;
    expect(first).toMatchObject({ index: 0, proposal: { code: "p0" } });
    // The unchanged program has place 1.
    expect(last).toMatchObject({ index: 4, proposal: { code: "p3" } });
    expect(told).toEqual(["wrong_answer"]);
    expect(trace).toMatchObject({ attempts: 5, first_edit: "edit 0", edit: "edit 3", ended_by: "passed" });
    expect(trace.verdicts).toEqual({ wrong_answer: 4, passed: 1 });
  });

  it("are won by the first in order, whichever ends first and however many are in work", async () => {
    const outcomes = await Promise.all(
      [1, 2, 7].map(async (concurrency) => {
        // The earlier ones are the slower ones.
        const { result } = trial([9, 10, 11, 12], (index) => 30 - 2 * index, { concurrency });
        const { last, trace } = await result;
        const { seconds: _, ...counted } = trace;
        return { winner: last?.proposal.code, ...counted };
      }),
    );
    expect(outcomes[0]).toMatchObject({ winner: "p9", attempts: 11 });
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[2]).toEqual(outcomes[0]);
  });

  it("are won by the first in order, also where a later one that is given up passes all the same", async () => {
    let ended = 0;
    const deaf = trial([], () => 0, {
      concurrency: 2,
      judge: async ({ code }) => {
        // p0 and the unchanged program fail; p1 passes at once, p2 only when p1 has.
        if (code === "p2") while (ended === 0) await sleep(1);
        if (code === "p1") ended++;
        return judged(code === "p1" || code === "p2" ? "passed" : "wrong_answer");
      },
    });
    expect(await deaf.result).toMatchObject({
      last: { proposal: { code: "p1" } },
      trace: { attempts: 3, edit: "edit 1" },
    });
  });

  it("end with the budget, with the time, and when there are no more", async () => {
    expect((await trial([], () => 0, { budget: 7, concurrency: 3 }).result).trace).toMatchObject({
      ...{ attempts: 7, ended_by: "budget", edit: null },
    });
    expect((await trial([], () => 5, { seconds: 0.05 }).result).trace.ended_by).toBe("seconds");
    expect((await trial([], () => 0).result).trace).toMatchObject({ attempts: 41, ended_by: "no_more_edits" });
    expect((await trial([0], () => 0, { budget: 1 }).result).trace).toMatchObject({ attempts: 1, ended_by: "passed" });
  });

  it("end where the isolation layer fails, and at the signal", async () => {
    const broken = trial([], () => 0, {
      judge: async ({ code }) => judged(code === "p2" ? "sandbox_error" : "timeout"),
    });
    expect((await broken.result).trace).toMatchObject({ attempts: 4, ended_by: "sandbox_error", edit: null });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 20);
    await expect(trial([], () => 10, { signal: stop.signal }).result).rejects.toThrow();
  });

  it("go on, where the judge tells of progress, from the programs that got furthest", async () => {
    const opened: string[] = [];
    const near = (program: string): Proposals => {
      const codes = [`${program}+a`, `${program}+b`];
      opened.push(program);
      const next = () => codes.splice(0, 1).map((code) => ({ code, edit: code.slice(-1) }))[0];
      return { next, heed: () => {} };
    };
    const progress: Readonly<Record<string, number>> = { buggy: 1, p3: 1, p5: 2, p9: 3 };
    const judge: TrialParts["judge"] = async ({ code = "" }) => ({
      ...judged(code === "p5+b" ? "passed" : "wrong_answer"),
      ...(progress[code] !== undefined && { progress: progress[code] }),
    });
    const outcomes = await Promise.all(
      [1, 5].map(async (concurrency) => (await trial([], () => 0, { judge, near, concurrency }).result).last?.proposal),
    );
    expect(outcomes[0]).toMatchObject({ code: "p5+b", edit: "edit 5 and b" });
    expect(outcomes[1]).toEqual(outcomes[0]);
    // Not p3, which got no further than the unchanged program.
    expect(new Set(opened)).toEqual(new Set(["p9", "p5"]));
  });
});
