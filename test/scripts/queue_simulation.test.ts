import { expect, it } from "vitest";
import { simulate } from "../../scripts/queue_bench/simulation.ts";

const TIMES = { coordinator: 2, redis: 1, worker: 0, judge: 100, idle: 0, network: 0 };

it("few workers are all busy; many are bounded by who is full first", () => {
  // One worker: a job each 100 ms in the mean, since another is always at hand.
  expect(simulate(1, TIMES).perSecond).toBeGreaterThan(8.5);
  expect(simulate(1, TIMES).perSecond).toBeLessThan(11.5);
  // The coordinator is full at 500 jobs a second, that is at 50 workers.
  const many = simulate(200, TIMES);
  expect(many.perSecond).toBeCloseTo(500, -1);
  expect(many.coordinator).toBeCloseTo(1, 1);
  expect(many.redis).toBeCloseTo(0.5, 1);
});

it("a worker that spends as much on the queue as on judging does half of the jobs", () => {
  const { perSecond } = simulate(4, { ...TIMES, worker: 100 });
  expect(perSecond / simulate(4, TIMES).perSecond).toBeCloseTo(0.5, 1);
});

it("Redis is full where it takes longer, or has many workers to look after", () => {
  expect(simulate(200, { ...TIMES, redis: 4 }).perSecond).toBeCloseTo(250, -1);
  expect(simulate(200, { ...TIMES, redis: 1, idle: 4 }).perSecond).toBeCloseTo(200, -1);
});
