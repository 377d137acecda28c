import { expect, it } from "vitest";
import { UserError } from "../../src/lib/errors.ts";
import { DEFAULT_LIMITS, limitsFromFlags } from "../../src/sandbox/limits.ts";

it("no flags are the defaults", () => {
  expect(limitsFromFlags({})).toEqual(DEFAULT_LIMITS);
});

it("flags are seconds, MiB and KiB; CPU time follows the time-out", () => {
  expect(limitsFromFlags({ timeout: 2.5, memory: 256, output: 64, fileSize: 2, disk: 3 })).toEqual({
    ...DEFAULT_LIMITS,
    timeoutSec: 2.5,
    cpuSec: 3,
    memoryBytes: 256 * 2 ** 20,
    outputBytes: 64 * 1024,
    fileBytes: 2 * 2 ** 20,
    diskBytes: 3 * 2 ** 20,
  });
  expect(limitsFromFlags({ timeout: 2.5, cpuTime: 1 }).cpuSec).toBe(1);
});

it.each([{ timeout: 0 }, { timeout: Number.NaN }, { memory: 10 }, { processes: 0.5 }, { openFiles: 3 }, { disk: -1 }])(
  "%o is wrong usage",
  (flags) => {
    expect(() => limitsFromFlags(flags)).toThrow(UserError);
    try {
      limitsFromFlags(flags);
    } catch (error) {
      expect((error as UserError).exitCode).toBe(2);
    }
  },
);
