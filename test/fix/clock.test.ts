import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Clock } from "../../src/fix/clock.ts";

const never = new AbortController().signal;

it("shares what is left of the time, and is over when it is", async () => {
  const clock = new Clock(3_000, never);
  const [half, all] = [clock.share(2), clock.share(1)];
  expect(all.seconds).toBeGreaterThan(2_000);
  expect(half.seconds / all.seconds).toBeCloseTo(0.5, 2);
  expect(clock.isOver()).toBe(false);
  const over = new Clock(0, never);
  expect(over.isOver()).toBe(true);
  expect(over.share(3).seconds).toBe(0);
});

it("ends a share with the time, and with what ends everything", async () => {
  const { signal } = new Clock(0.001, never).share(1);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  expect(signal.reason).toMatchObject({ name: "TimeoutError" });
  const stop = new AbortController();
  const share = new Clock(1_000, stop.signal).share(4);
  stop.abort(new Error("Ctrl-C"));
  expect(share.signal.reason).toMatchObject({ message: "Ctrl-C" });
});

it("stands still while something is waited for that is no repair, and for the shares that were given", async () => {
  const clock = new Clock(0.2, never);
  const { signal } = clock.share(1);
  const waited = clock.hold(async () => {
    await sleep(300);
    return { over: clock.isOver(), late: signal.aborted };
  });
  expect(await waited).toEqual({ over: false, late: false });
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  expect(clock.isOver()).toBe(true);
});

it("goes on where what was waited for failed", async () => {
  const clock = new Clock(0.001, never);
  const { signal } = clock.share(1);
  await expect(clock.hold(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  expect(clock.isOver()).toBe(true);
});

it("stands still until the last of several is there", async () => {
  const clock = new Clock(600, never);
  const left = (): number => clock.share(1).seconds;
  let end = (): void => {};
  const long = clock.hold(() => new Promise<void>((resolve) => (end = resolve)));
  const before = left();
  await clock.hold(() => sleep(20));
  await sleep(20);
  expect(left()).toBe(before);
  end();
  await long;
  await expect.poll(left).toBeLessThan(before);
});
