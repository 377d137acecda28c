import { describe, expect, it } from "vitest";
import { type RetryPolicy, retryAfterMs, withRetries } from "../../src/lib/retry.ts";

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

describe("the waits of withRetries", () => {
  const failing = async (policy: RetryPolicy, trouble: object = {}) => {
    const { lines, report } = said();
    const started = performance.now();
    const work = withRetries(
      async () => Promise.reject(new Error("no")),
      (error) => ({ error: error as Error, retry: true, ...trouble }),
      policy,
      { report },
    );
    await expect(work).rejects.toThrow("no");
    return { lines, ms: performance.now() - started };
  };

  it("double, and are at least half of what they may be", async () => {
    const { ms } = await failing({ attempts: 4, backoffMs: 80, maxWaitMs: 60_000 });
    expect(ms).toBeGreaterThanOrEqual((80 + 160 + 320) / 2 - 5);
  });

  it("are as long as the other side asks", async () => {
    const { ms, lines } = await failing({ attempts: 2, backoffMs: 1, maxWaitMs: 1_000 }, { waitMs: 300 });
    expect(ms).toBeGreaterThanOrEqual(295);
    expect(lines).toEqual(["no; trying again in 0.3 s"]);
  });

  it("are never longer than they may be, and not all the same", async () => {
    const { lines } = await failing({ attempts: 9, backoffMs: 60_000_000, maxWaitMs: 400 });
    const waits = lines.map((line) => Number(/again in ([\d.]+) s$/.exec(line)?.[1]));
    expect(Math.max(...waits)).toBeLessThanOrEqual(0.4);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0.2);
    expect(new Set(waits).size).toBeGreaterThan(1);
  });

  it("may be fewer for some troubles than for others", async () => {
    expect((await failing({ ...POLICY, attempts: 9 }, { attempts: 2 })).lines).toHaveLength(1);
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
