import { describe, expect, it } from "vitest";
import type { FunctionText, Judgement } from "../../src/core/index.ts";
import type { Stand } from "../../src/fix/aims.ts";
import type { FixCheck } from "../../src/fix/check.ts";
import { Clock } from "../../src/fix/clock.ts";
import { fixLanguageOf } from "../../src/fix/language.ts";
import { runFix } from "../../src/fix/run_fix.ts";
import { UnusableError } from "../../src/lib/errors.ts";
import { limitsFromFlags } from "../../src/sandbox/limits.ts";
import { countingModel } from "../support/models.ts";

const SOURCE = "def half(x):\n    return x * 2\n\n\ndef twice(x):\n    return x * 3\n";
const RIGHT: Readonly<Record<string, string>> = { half: "return x / 2", twice: "return x * 2" };
const language = fixLanguageOf("numbers.py");
const execution = { exit_code: 1, stderr: "", runtime_sec: 0 };
const SAID = `collected 2 items\n${Array.from({ length: 10 }, (_, at) => `E   assert ${at}`).join("\n")}\n2 failed`;
const before: Judgement = { verdict: "wrong_answer", execution: { ...execution, stdout: SAID } };

/** How things stand where each function has a test of its own. */
function standOf(text: string): Stand {
  const wrong = language.fix.functionsOf(text).filter(({ name, body }) => !body.includes(RIGHT[name] ?? ""));
  const aims = wrong.map((target) => ({
    targets: [target],
    told: SAID,
    check: async (next: string): Promise<Judgement> =>
      next.includes(RIGHT[target.name] ?? "") ? { ...before, verdict: "passed" } : before,
  }));
  return { text, aims, failing: wrong.length, passes: wrong.length === 0 };
}

/** A model that knows how to write these functions. */
async function run(known: readonly string[], { seconds = 600, stand = standOf(SOURCE), fails = "" } = {}) {
  const [started, failed]: string[][] = [[], []];
  const check: FixCheck = {
    ...{ file: "/p/numbers.py", source: { whole: SOURCE, text: SOURCE }, language, before, concurrency: 1 },
    stand,
    tryOut: limitsFromFlags({}),
    advance: async (text) => standOf(text),
    ...{ flaky: [], verified: "", [Symbol.asyncDispose]: async () => {} },
  };
  const answer = known.map((name) => `def ${name}(x):\n    ${RIGHT[name]}\n`).join("\n");
  const model = countingModel(({ task_id }) => {
    if (task_id === fails) throw new UnusableError("the model cannot be loaded");
    return { text: `\`\`\`python\n${answer}\`\`\`` };
  });
  const how = { iters: 0, strategy: "continue", repairTemperature: 0, seed: 0 } as const;
  const { signal } = new AbortController();
  const settings = {
    ...how,
    search: { budget: 1, seconds: 1 },
    allowed: [],
    clock: new Clock(seconds, signal),
    signal,
  };
  const watch = {
    started: ({ path }: FunctionText) => void started?.push(path),
    failed: ({ target }: { target: FunctionText }) => void failed?.push(target.path),
  };
  const end = await runFix(check, model, settings, watch);
  return { end, started, failed };
}

describe("a repair", () => {
  it("works on one function after another, each in the file as the one before left it", async () => {
    const { end, started, failed } = await run(["half", "twice"]);
    expect({ started, failed }).toEqual({ started: ["half", "twice"], failed: [] });
    expect(end.after).toBe(SOURCE.replace("x * 2", "x / 2").replace("x * 3", "x * 2"));
    expect(end).toMatchObject({ failing: 0, late: false, functions: [{ by: "counting", tried: 1 }, { tried: 1 }] });
  });

  it("keeps what it found where another function stays as it is", async () => {
    const { end, started, failed } = await run(["twice"]);
    expect({ started, failed }).toEqual({ started: ["half", "twice"], failed: ["half"] });
    expect(end.after).toBe(SOURCE.replace("x * 3", "x * 2"));
    expect(end.failing).toBe(1);
  });

  it("keeps what it found where it then cannot go on, and says why; with nothing found, it fails", async () => {
    const { end } = await run(["half", "twice"], { fails: "twice" });
    expect(end.after).toBe(SOURCE.replace("x * 2", "x / 2"));
    expect(end).toMatchObject({ failing: 1, passes: false, trouble: { message: "the model cannot be loaded" } });
    await expect(run(["half", "twice"], { fails: "half" })).rejects.toThrow("the model cannot be loaded");
  });

  it("ends when its time is up, with what it has", async () => {
    const { aims, ...rest } = standOf(SOURCE);
    // Tests that end when they are told to, and no sooner.
    const endless = (_text: string, signal?: AbortSignal) =>
      new Promise<Judgement>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const stand = { ...rest, aims: aims.map((aim) => ({ ...aim, check: endless })) };
    const { end } = await run(["half", "twice"], { seconds: 0.0005, stand });
    expect(end).toMatchObject({ after: undefined, failing: 2, late: true });
  });

  it("tells the model the last lines of what was printed that name the failure, and no others", async () => {
    const { end } = await run([]);
    const prompt = end.functions[0]?.last?.prompt.map(({ content }) => content).join("\n") ?? "";
    expect(end.after).toBeUndefined();
    expect(prompt).toContain("# E   assert 2\n");
    expect(prompt).toContain("# E   assert 9\n");
    expect(prompt).not.toMatch(/assert 1\n|collected|2 failed/);
  });
});
