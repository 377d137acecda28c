import { describe, expect, it } from "vitest";
import { retryAfterMs, withRetries } from "../../src/lib/retry.ts";

const POLICY = { attempts: 3, backoffMs: 4, maxWaitMs: 50 };
const said = () => {
  const lines: string[] = [];
  return { lines, report: (line: string): unknown => lines.push(line) };
};

describe("withRetries", () => {
  it("does what it is given as often as it may, and no more", async () => {
    let tries = 0;
    const { lines, report } = said();
    const failing = withRetries(
      async () => Promise.reject(new Error(`try ${++tries}`)),
      (error) => ({ error: error as Error, retry: true }),
      POLICY,
      { report },
    );
    await expect(failing).rejects.toThrow("try 3");
    expect(lines.map((line) => line.replace(/\d\.\d s$/, ""))).toEqual([
      "try 1; trying again in ",
      "try 2; trying again in ",
    ]);
  });

  it("does not try again what fails for good, or what would take too long", async () => {
    for (const trouble of [{ retry: false }, { retry: true, waitMs: 51 }]) {
      let tries = 0;
      const failing = withRetries(
        async () => Promise.reject(new Error(`try ${++tries}`)),
        (error) => ({ error: error as Error, ...trouble }),
        POLICY,
        said(),
      );
      await expect(failing).rejects.toThrow("try 1");
    }
  });

  it("ends with its signal, in the middle of a wait", async () => {
    const stop = new AbortController();
    const failing = withRetries(
      async () => Promise.reject(new Error("no")),
      (error) => ({ error: error as Error, retry: true, waitMs: 60_000 }),
      { ...POLICY, maxWaitMs: 60_000 },
      { ...said(), signal: stop.signal },
    );
    setTimeout(() => stop.abort(), 10);
    await expect(failing).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("retryAfterMs", () => {
  it("reads seconds and dates", () => {
    expect(retryAfterMs("7")).toBe(7000);
    expect(retryAfterMs("0.5")).toBe(500);
    expect(retryAfterMs(new Date(Date.now() + 10_000).toUTCString())).toBeGreaterThan(8000);
    expect(retryAfterMs("Wed, 21 Oct 2015 07:28:00 GMT")).toBe(0);
  });

  it("knows nothing of anything else", () => {
    for (const value of [null, undefined, "", "soon"]) expect(retryAfterMs(value)).toBeUndefined();
  });
});
