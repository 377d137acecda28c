import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BaseMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RepairCallOptions } from "../../src/core/index.ts";
import { fromMessage } from "../../src/models/chat.ts";
import { writeModel } from "../../src/models/graph/model_files.ts";
import { randomModelFiles } from "../../src/models/graph/random_model.ts";
import { ask, hasStories, open, STORIES } from "./open_model.ts";

const run = promisify(execFile);
let tiny: string;

beforeAll(async () => {
  tiny = await mkdtemp(join(tmpdir(), "tiny-model-"));
  await writeModel(tiny, randomModelFiles(1));
});
afterAll(() => rm(tiny, { recursive: true }));

describe("the tiny random model", () => {
  test("gives the same text twice, with exact counts", async () => {
    await using model = await open(tiny, { maxNewTokens: 40 });
    const first = await ask(model, "def f(x):\n    return x");
    expect(await ask(model, "def f(x):\n    return x")).toMatchObject({ text: first.text, promptTokens: 17 });
    expect(first).toMatchObject({ completionTokens: 40, finishReason: "length" });
    expect(first.details?.decoding).toMatchObject({ mode: "lookup", prefill_tokens: 17, reused_tokens: 0 });
    await using plain = await open(tiny, { maxNewTokens: 40 }, { decoding: "plain" });
    const same = await ask(plain, "def f(x):\n    return x");
    expect(same.text).toBe(first.text);
    expect(same.details?.decoding).toMatchObject({ mode: "plain", forward_passes: 40, prefill_tokens: 17 });
    expect(new Set(first.text).size).toBeGreaterThan(5);
  });

  test("goes on with a text that no template is put around", async () => {
    const text = "def f(x):\n    return x";
    await using chat = await open(tiny, { maxNewTokens: 1 });
    await using bare = await open(tiny, { maxNewTokens: 1, template: "none" });
    const [around, alone] = [await ask(chat, text), await ask(bare, text)];
    expect(alone.promptTokens).toBeGreaterThan(0);
    expect(alone.promptTokens).toBeLessThan(around.promptTokens);
  });

  test("is told of tools where its template speaks of them, and says whether it does", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tiny-tools-"));
    try {
      await writeModel(folder, randomModelFiles(1));
      const said = "{% if tools %}{% for it in tools %}{{ it.function.name }} {% endfor %}{% endif %}";
      const talk = "{% for m in messages %}{% if m.role == 'tool' %}result of {% endif %}{{ m.content }}{% endfor %}";
      await writeFile(join(folder, "chat_template.jinja"), said + talk);
      await using model = await open(folder, { maxNewTokens: 1 });
      await using none = await open(tiny, { maxNewTokens: 1 });
      expect([model.callsTools, none.callsTools]).toEqual([true, undefined]);
      const tokens = async (call: RepairCallOptions, ...more: BaseMessage[]) =>
        fromMessage(await model.chat.invoke([new HumanMessage("x"), ...more], call)).promptTokens;
      const [alone, told] = [await tokens({}), await tokens({ useTools: true })];
      expect(told - alone).toBeGreaterThan(2);
      const result = new ToolMessage({ content: "x", tool_call_id: "" });
      expect(await tokens({}, result)).toBeGreaterThan(await tokens({}, new HumanMessage("x")));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("another seed of the builder gives another model, the same seed the same", () => {
    const bytes = (seed: number) => Buffer.concat(randomModelFiles(seed).get("onnx/model.onnx") ?? []);
    expect(bytes(1).equals(bytes(1))).toBe(true);
    expect(bytes(1).equals(bytes(2))).toBe(false);
  });

  test("never writes past the context: a prompt that fills it gets an empty answer", async () => {
    await using model = await open(tiny, { maxNewTokens: 40 });
    const fits = await ask(model, "x ".repeat(4_070));
    expect(fits.promptTokens + fits.completionTokens).toBe(4096);
    expect(fits.finishReason).toBe("length");
    const full = await ask(model, "x ".repeat(4_200));
    expect(full).toMatchObject({ text: "", completionTokens: 0, finishReason: "length" });
  });

  test.skipIf(!existsSync("/usr/bin/bwrap"))(
    "is loaded where no process has a network, and this one asks for none",
    async () => {
      const guard = join(tiny, "guard.cjs");
      await writeFile(
        guard,
        `
       const no = () => { console.error("NETWORK"); process.exit(99); };
       globalThis.fetch = no;
       const { Socket } = require("node:net");
       const { connect } = Socket.prototype;
       // tsx tells its parent of each file over a socket in the file system; that is no network.
       Socket.prototype.connect = function (...args) {
         const [first] = args.flat();
         return typeof first === "string" || first?.path ? connect.apply(this, args) : no();
       };
       require("node:dns").lookup = no;
       console.error("guarded");`,
      );
      const program = `
      import { parseModel } from "./src/models/index.ts";
      import { openModel } from "./src/search/model.ts";
      const sampling = { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] };
      const cacheDir = ${JSON.stringify(join(tiny, "cache"))};
      const model = await openModel(parseModel(${JSON.stringify(tiny)}), { cacheDir, sampling, report: console.error });
      console.log((await model.chat.invoke("x")).text.length);
      await model[Symbol.asyncDispose]();`;
      const node = [process.execPath, "--require", guard, "--import", "tsx", "--input-type=module", "-e", program];
      const alone = ["--dev-bind", "/", "/", "--unshare-net", "--die-with-parent", "--"];
      const env = { ...process.env, HF_ENDPOINT: "http://127.0.0.1:9" };
      const { stdout, stderr } = await run("/usr/bin/bwrap", [...alone, ...node], { env });
      expect(stderr).toContain("guarded");
      expect(Number(stdout)).toBeGreaterThan(0);
    },
  );
});

describe("stopping", () => {
  test("a stop string ends the answer and is not part of it", async () => {
    await using plain = await open(tiny, { maxNewTokens: 40 });
    const whole = (await ask(plain, "hello")).text;
    const stop = whole.slice(12, 15);
    await using model = await open(tiny, { maxNewTokens: 40, stop: ["never written", stop] });
    const cut = await ask(model, "hello");
    expect(cut).toMatchObject({ text: whole.slice(0, whole.indexOf(stop)), finishReason: "stop" });
    expect(cut.completionTokens).toBeLessThan(40);
  });

  test("the deadline ends the answer with what there is", async () => {
    await using model = await open(tiny, { maxNewTokens: 4000, answerTimeoutSec: 0.3 });
    const answer = await ask(model, "hello");
    expect(answer.finishReason).toBe("deadline");
    expect(answer.completionTokens).toBeGreaterThan(0);
    expect(answer.completionTokens).toBeLessThan(4000);
  });

  test("an abort ends the call, and those that wait; the model goes on to answer others", async () => {
    await using model = await open(tiny, { maxNewTokens: 3000 });
    const controller = new AbortController();
    const calls = [1, 2].map(() => ask(model, "hello", { signal: controller.signal }));
    setTimeout(() => controller.abort(new Error("enough")), 100);
    for (const end of await Promise.allSettled(calls)) expect(end.status).toBe("rejected");
    await using short = await open(tiny, { maxNewTokens: 3 });
    expect((await ask(short, "hello")).completionTokens).toBe(3);
  });
});

describe("sampling", () => {
  test("equal seeds agree, other seeds differ, and calls do not disturb each other", async () => {
    await using model = await open(tiny, { temperature: 0.8, maxNewTokens: 30 });
    const texts = await Promise.all([7, 8, 7].map(async (seed) => (await ask(model, "hello", { seed })).text));
    expect(texts[0]).toBe(texts[2]);
    expect(texts[0]).not.toBe(texts[1]);
  });

  test("a tiny nucleus is greedy decoding", async () => {
    await using greedy = await open(tiny, { maxNewTokens: 30 });
    await using nucleus = await open(tiny, { temperature: 1, topP: 1e-9, maxNewTokens: 30 });
    expect((await ask(nucleus, "hello", { seed: 3 })).text).toBe((await ask(greedy, "hello")).text);
  });
});

describe("what is refused in one line", () => {
  test("a dtype that the folder has not", async () => {
    await expect(open(tiny, {}, { dtype: "q4" })).rejects.toMatchObject({
      name: "UserError",
      message: `${tiny} has no dtype q4`,
      hint: "it has fp32",
    });
    await expect(open(tiny, {}, { dtype: "fp23" })).rejects.toThrow("no dtype fp23");
  });

  test("a folder that is no model, a file, and weights that are none", async () => {
    await expect(open(tmpdir())).rejects.toThrow("is not a model's folder: it has no config.json");
    await expect(open("package.json")).rejects.toThrow("is a file");
    await expect(open("./no/such/folder")).rejects.toThrow("no such folder");
    const broken = await mkdtemp(join(tmpdir(), "broken-model-"));
    await writeModel(broken, randomModelFiles(1));
    await writeFile(join(broken, "onnx/model.onnx"), "not a graph");
    await expect(open(broken)).rejects.toThrow(/^cannot load .*broken/);
    await rm(join(broken, "onnx"), { recursive: true });
    await expect(open(broken)).rejects.toThrow("has no ONNX weights");
    await rm(broken, { recursive: true });
  });
});

test("the identity is the content, the dtype and the device, not the path", async () => {
  const copy = await mkdtemp(join(tmpdir(), "tiny-copy-"));
  await writeModel(copy, randomModelFiles(1));
  const other = await mkdtemp(join(tmpdir(), "tiny-other-"));
  await writeModel(other, randomModelFiles(2));
  await using a = await open(tiny);
  await using b = await open(copy);
  await using c = await open(other);
  expect(a.identity).toMatchObject({ dtype: "fp32", device: "cpu" });
  expect(a.identity).toEqual(b.identity);
  expect(a.identity).not.toEqual(c.identity);
  await Promise.all([copy, other].map((folder) => rm(folder, { recursive: true })));
});

describe.skipIf(!hasStories)("a trained model (skipped where ../shared has none)", () => {
  test("tells a story, the same one twice, and stories by seed", async () => {
    await using greedy = await open(STORIES, { maxNewTokens: 60 });
    const story = await ask(greedy, "Once upon a time");
    expect(story.text).toContain("there was a little girl");
    expect(story).toMatchObject({ promptTokens: 5, completionTokens: 60, finishReason: "length" });
    expect((await ask(greedy, "Once upon a time")).text).toBe(story.text);
    await using sampled = await open(STORIES, { temperature: 0.8, maxNewTokens: 60 });
    const told = await Promise.all(
      [1, 2, 1].map(async (seed) => (await ask(sampled, "Once upon a time", { seed })).text),
    );
    expect(told[0]).toBe(told[2]);
    expect(told[0]).not.toBe(told[1]);
  });
});
