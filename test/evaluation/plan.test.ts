import { describe, expect, it } from "vitest";
import { ofShard, planJobs } from "../../src/evaluation/plan.ts";
import { makeTasks } from "../support/tasks.ts";

const told = (jobs: ReturnType<typeof planJobs>) => jobs.map(({ task, sample }) => `${task.task_id}#${sample}`);

describe("the jobs of a run", () => {
  it("go task by task, the samples of each together", () => {
    expect(told(planJobs(makeTasks(2), 2))).toEqual(["Python/0#0", "Python/0#1", "Python/1#0", "Python/1#1"]);
  });

  it("are dealt out to shards one by one, so that each has of the beginning and of the end", () => {
    const tasks = makeTasks(8);
    const shards = [1, 2, 3].map((index) => told(planJobs(tasks, 1, { index, of: 3 })));
    expect(shards).toEqual([
      ["Python/0#0", "Python/3#0", "Python/6#0"],
      ["Python/1#0", "Python/4#0", "Python/7#0"],
      ["Python/2#0", "Python/5#0"],
    ]);
  });

  it("are all in one shard or another, none in two, however many shards there are", () => {
    for (const of of [1, 2, 5, 11]) {
      const items = Array.from({ length: 9 }, (_, item) => item);
      const dealt = Array.from({ length: of }, (_, at) => ofShard(items, { index: at + 1, of })).flat();
      expect(dealt.sort((a, b) => a - b)).toEqual(items);
    }
  });
});
