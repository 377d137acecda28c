import { expect, it } from "vitest";
import type { Judgement } from "../../src/core/index.ts";
import { type PlainLook, standAt } from "../../src/fix/plain_stand.ts";
import { fix } from "../../src/languages/python/fix/index.ts";

const TEXT = "def one(x):\n    return x\n\n\ndef two(x):\n    return x\n";
const TESTS = ["assert one(1) == 2", "assert two(1) == 3"] as const;

/** A failure at a line of the file, in one of the asserts. */
function failed(assertion: string, line: number): Judgement {
  const frames = [{ line, function: "", source: "" }];
  const execution = { exitCode: 1, stdout: "", stderr: "", runtime_sec: 0 } as unknown as Judgement["execution"];
  return { verdict: "wrong_answer", execution, failure: { type: "AssertionError", message: "", frames, assertion } };
}

/** What a repair of `one` comes to that ends so. */
async function repairOfOne(now: Judgement): Promise<Judgement | undefined> {
  const look: PlainLook = { fix, tests: TESTS.join("\n"), pool: fix.functionsOf, judge: async () => now };
  const one = fix.functionsOf(TEXT).filter(({ name }) => name === "one");
  return standAt(look, TEXT, failed(TESTS[0], 2), one).aims[0]?.check(TEXT);
}

it("a function is repaired when the asserts come further, to one that leads to another", async () => {
  expect(await repairOfOne(failed(TESTS[1], 6))).toMatchObject({ verdict: "passed" });
});

it("it is not when the same assert fails, whoever is to blame for it now", async () => {
  expect(await repairOfOne(failed(TESTS[0], 6))).toMatchObject({ verdict: "wrong_answer" });
  expect(await repairOfOne(failed(TESTS[0], 2))).toMatchObject({ verdict: "wrong_answer" });
});
