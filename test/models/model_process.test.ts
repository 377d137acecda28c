import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeModel } from "../../src/models/graph/model_files.ts";
import { randomModelFiles } from "../../src/models/graph/random_model.ts";
import { ModelProcess } from "../../src/models/local/model_process.ts";
import { temporaryFolder } from "../support/folder.ts";
import { alive, family } from "../support/leftovers.ts";
import { GREEDY } from "./open_model.ts";

/** A process that gets no time at all to end a pass: whatever runs is ended with it. */
let model: ModelProcess;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-process-"));
  await writeModel(folder, randomModelFiles(1));
  [model] = await ModelProcess.start({ kind: "load", folder, dtype: "fp32", device: "cpu" }, () => {}, { graceSec: 0 });
});
afterAll(async () => {
  await model[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const request = (text: string, sampling = {}) => ({
  messages: [{ role: "user" as const, content: text }],
  sampling: { ...GREEDY, maxNewTokens: 3, ...sampling },
  seed: 0,
  decoding: "plain" as const,
});
const LONG = "x ".repeat(3_500);

test("a pass that outlives an abort is ended, and the next call loads the model again", async () => {
  const controller = new AbortController();
  const call = model.generate(request(LONG, { maxNewTokens: 500 }), controller.signal);
  const failed = expect(call).rejects.toThrow("enough");
  setTimeout(() => controller.abort(new Error("enough")), 50);
  await failed;
  expect(await model.generate(request("hello"))).toMatchObject({ completionTokens: 3, finishReason: "length" });
});

test("a pass that outlives its deadline is ended, with an answer that says so", async () => {
  const late = await model.generate(request(LONG, { maxNewTokens: 500, answerTimeoutSec: 0.001 }));
  expect(late.finishReason).toBe("deadline");
  expect(late.promptTokens).toBeGreaterThan(3_500);
  expect(await model.generate(request("hello"))).toMatchObject({ completionTokens: 3, finishReason: "length" });
});

/** The process that serves the model, found as the system sees it. */
async function modelPid(): Promise<number> {
  const children = (await readFile(`/proc/${process.pid}/task/${process.pid}/children`, "utf8")).trim().split(" ");
  for (const pid of children) {
    if ((await readFile(`/proc/${pid}/cmdline`, "utf8")).includes("boot.mjs")) return Number(pid);
  }
  throw new Error("no such process");
}

test.skipIf(process.platform !== "linux")("a process that dies fails its call, not the program", async () => {
  const call = model.generate(request("hello", { maxNewTokens: 4_000 }));
  const failed = expect(call).rejects.toThrow("the model's process was ended by SIGKILL");
  process.kill(await modelPid(), "SIGKILL");
  await failed;
  expect(await model.generate(request("hello"))).toMatchObject({ completionTokens: 3, finishReason: "length" });
});

test("a call whose signal is aborted already asks nothing", async () => {
  const signal = AbortSignal.abort(new Error("too late"));
  await expect(model.generate(request("hello"), signal)).rejects.toThrow("too late");
});

test("several calls at a time: each answer is what it would be alone, whatever happens to another", async () => {
  const packed = temporaryFolder();
  await writeModel(packed, randomModelFiles(1, { slots: 3 }));
  const load = { kind: "load", folder: packed, dtype: "fp32", device: "cpu" } as const;
  const notes: string[] = [];
  const [batch] = await ModelProcess.start({ ...load, batch: 3 }, (line) => notes.push(line), { graceSec: 0 });
  try {
    const texts = ["one", "a longer text than the others", "three", "four and", "five"];
    const lookup = (text: string) => ({ ...request(text, { maxNewTokens: 40 }), decoding: "lookup" as const });
    const alone: string[] = [];
    for (const text of texts) alone.push((await model.generate(request(text, { maxNewTokens: 40 }))).text);
    const all = () => texts.map(async (text) => (await batch.generate(lookup(text))).text);
    expect(await Promise.all(all())).toEqual(alone);

    const controller = new AbortController();
    const longest = { ...lookup(LONG), sampling: { ...GREEDY, maxNewTokens: 500 } };
    const givenUp = expect(batch.generate(longest, controller.signal)).rejects.toThrow("enough");
    const others = all();
    setTimeout(() => controller.abort(new Error("enough")), 50);
    await givenUp;
    expect(await Promise.all(others)).toEqual(alone);
    expect(notes).toEqual([]);
  } finally {
    await batch[Symbol.asyncDispose]();
  }
});

test("calls that are not answered when the model is closed fail, and those behind them start nothing", async () => {
  const [closing] = await ModelProcess.start({ kind: "load", folder, dtype: "fp32", device: "cpu" }, () => {});
  const calls = [closing.generate(request(LONG, { maxNewTokens: 500 })), closing.generate(request("hello"))];
  const failed = calls.map((call) => expect(call).rejects.toThrow("the model is closed"));
  await closing[Symbol.asyncDispose]();
  await Promise.all(failed);
});

test("a model that is given up while it loads leaves no process", async () => {
  const before = family(process.pid);
  const controller = new AbortController();
  const load = { kind: "load", folder, dtype: "fp32", device: "cpu" } as const;
  const loading = ModelProcess.start(load, () => {}, { signal: controller.signal });
  const started = family(process.pid).filter((member) => !before.includes(member));
  controller.abort(new Error("enough"));
  await expect(loading).rejects.toThrow("enough");
  expect(alive(started)).toEqual([]);
  const later = ModelProcess.start(load, () => {}, { signal: controller.signal });
  await expect(later).rejects.toThrow("enough");
});
