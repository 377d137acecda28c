import { expect, test } from "vitest";
import { listenForInterrupt, unlessDropped } from "../../src/cli/interrupt.ts";

test.each(["SIGINT", "SIGTERM"] as const)(
  "the first %s stops, the second drops, and afterwards nobody listens",
  (signal) => {
    const before = process.listenerCount(signal);
    let noticed = 0;
    {
      using interrupt = listenForInterrupt(() => noticed++);
      const seen = () => [noticed, interrupt.stop.aborted, interrupt.abort.aborted];
      expect(seen()).toEqual([0, false, false]);
      process.emit(signal);
      expect(seen()).toEqual([1, true, false]);
      process.emit(signal);
      expect(seen()).toEqual([1, true, true]);
    }
    expect(process.listenerCount(signal)).toBe(before);
  },
);

test("what ends because it was dropped is no failure; what fails otherwise is one", async () => {
  using interrupt = listenForInterrupt(() => {});
  const failing = () => unlessDropped(interrupt, async () => Promise.reject(new Error("no")));
  expect(await unlessDropped(interrupt, async () => 3)).toBe(3);
  await expect(failing()).rejects.toThrow("no");
  process.emit("SIGINT");
  await expect(failing()).rejects.toThrow("no");
  process.emit("SIGINT");
  expect(await failing()).toBeUndefined();
});
