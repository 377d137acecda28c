import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { UnusableError } from "../../src/lib/errors.ts";
import { parseModel } from "../../src/models/index.ts";
import { type LateModel, openLate, opensLate } from "../../src/models/late_model.ts";
import { temporaryFolder } from "../support/folder.ts";
import { family } from "../support/leftovers.ts";
import { GREEDY } from "./open_model.ts";
import { writeGguf } from "./weights/gguf_writer.ts";

async function late(model: string, { dtype = "auto" } = {}): Promise<LateModel> {
  const spec = parseModel(model);
  if (spec.kind === "search" || !opensLate(spec)) throw new Error(`${model} does not open late`);
  return openLate(spec, { sampling: GREEDY, cacheDir: temporaryFolder(), dtype, report: () => {} });
}

/** Those of this test's process, but for the test runner's own. */
function processes(): string[] {
  return family(process.pid).filter((member) => !member.startsWith(`${process.pid}:`));
}

/** What was there before `work` is not counted. */
async function left(work: () => Promise<void>): Promise<string[]> {
  const before = new Set(processes());
  await work();
  return processes().filter((member) => !before.has(member));
}

function moduleFile(source: string): string {
  const file = join(temporaryFolder(), "model.mjs");
  writeFileSync(file, source);
  return file;
}

describe("a model that is opened late", { timeout: 120_000 }, () => {
  it.each([
    ["a file", "none.gguf", /none\.gguf: no such file/],
    ["a module", "module:none.mjs", /none\.mjs: no such file/],
    ["a folder", "./no/such/folder/at/all", /no such folder, and not a hub id/],
    ["a model of Ollama", "ollama:no-such-model", /Ollama has no model/],
  ])("is refused at once where %s is not there", async (_, model, says) => {
    await expect(late(model)).rejects.toThrow(says);
  });

  it("is refused at once in a format that nothing is written in", async () => {
    const file = join(temporaryFolder(), "model.gguf");
    writeFileSync(file, "");
    await expect(late(file, { dtype: "q3" })).rejects.toThrow("--dtype q3 is not for models that are written here");
  });

  it("is of a kind that takes a while: the others are open at once", () => {
    const kinds = ["replay:f", "scripted:f", "openai:m", "anthropic:m"].map((text) => parseModel(text));
    expect(kinds.filter((spec) => spec.kind === "search" || opensLate(spec))).toEqual([]);
  });

  it("opens when it is asked for, once, and leaves no process", async () => {
    const rest = await left(async () => {
      await using model = await late("builtin:copy");
      const [first, second] = await Promise.all([model.opened(), model.opened()]);
      expect(second).toBe(first);
      const { text } = await first.chat.invoke("```python\nx = 1\n```\n", { task_id: "t", attempt: 0 });
      expect(text).toContain("x = 1");
    });
    expect(rest).toEqual([]);
  });

  it.runIf(process.platform === "linux")("closed while it is opened, it leaves no process", async () => {
    let ended: Promise<unknown> | undefined;
    const rest = await left(async () => {
      const before = processes().length;
      await using model = await late("builtin:copy");
      ended = model.opened().catch((error: unknown) => error);
      while (processes().length <= before) await turn();
    });
    expect(rest).toEqual([]);
    await ended;
  });

  it("that is closed before it was opened is never opened", async () => {
    const rest = await left(async () => {
      const model = await late("builtin:copy");
      await model[Symbol.asyncDispose]();
      await expect(model.opened()).rejects.toThrow();
    });
    expect(rest).toEqual([]);
  });

  it("fails in one line when it is asked for, not before: a file that is none, a module that throws", async () => {
    const file = join(temporaryFolder(), "model.gguf");
    writeGguf(file, { "general.architecture": "sphinx" }, []);
    for (const [model, says] of [
      [file, /sphinx/],
      [`module:${moduleFile("throw new Error('no key');")}`, /cannot be loaded \(no key\)/],
    ] as const) {
      await using broken = await late(model);
      const failure = await broken.opened().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(UnusableError);
      expect(failure).toMatchObject({ message: expect.stringMatching(says), exitCode: 2 });
    }
  });

  it("is not waited for where its code never ends", async () => {
    const model = await late(`module:${moduleFile("await new Promise(() => {});")}`);
    const opening = expect(model.opened()).rejects.toThrow("aborted");
    await model[Symbol.asyncDispose]();
    await opening;
  });
});
