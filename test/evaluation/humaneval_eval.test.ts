import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { SampleRecord } from "../../src/core/index.ts";
import { type EvaluationParts, evaluate } from "../../src/evaluation/humaneval_eval.ts";
import { makeAttempt } from "../support/records.ts";
import { makeTasks } from "../support/tasks.ts";

const jobs = makeTasks(8).map((task) => ({ task, sample: 0 }));
const never = new AbortController().signal;

function parts(changes: Partial<EvaluationParts> = {}) {
  const written: SampleRecord[] = [];
  const whole: EvaluationParts = {
    agent: async () => ({ attempts: [makeAttempt()] }),
    run: { model: "m", context: "docs", config_hash: "abc" },
    write: async (record) => void written.push(record),
    concurrency: 3,
    stop: never,
    abort: never,
    ...changes,
  };
  return { written, whole };
}

const ids = (records: readonly SampleRecord[]): number[] => records.map((it) => Number(it.task_id.split("/")[1]));

describe("evaluate", () => {
  it("writes in task order although later tasks end first, with no more in flight than allowed", async () => {
    let inFlight = 0;
    let most = 0;
    const { written, whole } = parts({
      agent: async (task) => {
        most = Math.max(most, ++inFlight);
        await sleep(task.task_id === "Python/0" ? 50 : 1);
        inFlight--;
        return { attempts: [makeAttempt()] };
      },
    });
    await evaluate(jobs, whole);
    expect(ids(written)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it("starts nothing new after the stop, and still writes what was in hand", async () => {
    const stop = new AbortController();
    const { written, whole } = parts({
      concurrency: 2,
      stop: stop.signal,
      agent: async () => {
        await sleep(5);
        stop.abort();
        return { attempts: [makeAttempt()] };
      },
    });
    await evaluate(jobs, whole);
    expect(ids(written)).toEqual([0, 1]);
  });

  it("writes all records before the one that failed, none after it, and throws its reason", async () => {
    const { written, whole } = parts({
      agent: async (task) => {
        if (task.task_id === "Python/4") throw new Error("the model is gone");
        return { attempts: [makeAttempt()] };
      },
    });
    await expect(evaluate(jobs, whole)).rejects.toThrow("the model is gone");
    expect(ids(written)).toEqual([0, 1, 2, 3]);
  });

  it("sums up the attempts in the record", async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5 };
    const { written, whole } = parts({
      agent: async () => ({
        attempts: [
          makeAttempt({ verdict: "wrong_answer", timings_sec: { model: 1, execute: 0.5 } }),
          makeAttempt({ attempt: 1, completion: "second", timings_sec: { model: 2, execute: 0.25 } }),
        ],
      }),
    });
    await evaluate(jobs.slice(0, 1), whole);
    expect(written[0]).toMatchObject({
      ...{ passed: true, verdict: "passed", iters: 1, completion: "second", config_hash: "abc" },
      timings_sec: { propose: 1, execute: 0.75, reflect: 2 },
      token_usage: { propose: usage, reflect: usage },
      bug_type: "operator misuse",
    });
  });
});
