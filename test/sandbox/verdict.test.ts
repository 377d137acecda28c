import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { checkExecution } from "../../src/sandbox/verdict.ts";
import type { ProcessEnd, Reply } from "../../src/sandbox/wire.ts";

const KILLED = { exit: null, signal: 9, cpu: 0, killed: true };
const exited = (status: number) => ({ exit: status, signal: null, cpu: 0, killed: false });
const endsOf = (candidate: ProcessEnd, judge: ProcessEnd): Reply["ends"] => {
  return { candidate, judge, program: undefined, executable: undefined };
};

/** What a fork server says of a judge that reported this, and of a candidate that waited until it was ended. */
function reply(report: object, changes: Partial<Reply> = {}): Reply {
  const stream = { text: "", cut: false };
  return {
    ends: endsOf(KILLED, exited(0)),
    ...{ failure: null, left: 0, limit: null, outOfMemory: false, seconds: 0.1 },
    ...{ report: JSON.stringify(report), stdout: stream, stderr: stream },
    ...changes,
  };
}

const judged = (report: object, changes?: Partial<Reply>) => checkExecution(reply(report, changes), DEFAULT_LIMITS);

test("a judge is believed that passed at least one assertion, and only that", () => {
  expect(judged({ verdict: "passed", asserts: 2 })).toMatchObject({ verdict: "passed", asserts: 2, exitCode: 0 });
  expect(judged({ verdict: "passed", asserts: 0 })).toMatchObject({
    verdict: "wrong_answer",
    failure: { message: "the tests executed no assertion" },
  });
  expect(judged({ verdict: "passed" }).verdict).toBe("wrong_answer");
});

test("a candidate that went by itself has not passed, whatever the judge says", () => {
  const ends = endsOf(exited(0), exited(0));
  expect(judged({ verdict: "passed", asserts: 2 }, { ends })).toMatchObject({
    verdict: "runtime_error",
    failure: { type: "ProcessEnded" },
  });
});

test("a judge that says nothing, or ended otherwise than it said, has passed nobody", () => {
  expect(judged({}).verdict).toBe("runtime_error");
  expect(checkExecution({ ...reply({}), report: '{"verdict": "pas' }, DEFAULT_LIMITS).verdict).toBe("runtime_error");
  const ends = endsOf(KILLED, exited(1));
  expect(judged({ verdict: "passed", asserts: 2 }, { ends }).verdict).toBe("runtime_error");
});
