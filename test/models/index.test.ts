import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RepairCallOptions } from "../../src/core/index.ts";
import { fromMessage } from "../../src/models/chat.ts";
import { parseModel } from "../../src/models/index.ts";
import { openModel } from "../../src/search/model.ts";

const run = promisify(execFile);
const sampling = { temperature: 0, topP: 1, maxNewTokens: 64, stop: [] };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "llm-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function open(prefix: string, rows: readonly unknown[] | string) {
  const file = join(folder, `${crypto.randomUUID()}.jsonl`);
  await writeFile(file, typeof rows === "string" ? rows : rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return openModel(parseModel(`${prefix}:${file}`), { sampling, report: () => {} });
}

async function answers(prefix: string, rows: readonly unknown[], calls: readonly RepairCallOptions[]) {
  await using model = await open(prefix, rows);
  const messages = await Promise.all(calls.map((call) => model.chat.invoke("fix it", call)));
  return messages.map((message) => message.text);
}

test("replay answers by task, sample and attempt", async () => {
  const rows = [
    { task_id: "T/0", completion: "a" },
    { task_id: "T/1", solution: "b" },
    { task_id: "T/2", sample: 1, completion: "d" },
    { task_id: "T/2", sample: 0, completion: "c" },
    { task_id: "T/3", completion: "last", attempts: [{ completion: "e" }, { completion: "f" }] },
    { task_id: "T/4", completion: "g" },
    { task_id: "T/4", completion: "h" },
  ];
  const calls = [
    { task_id: "T/0" },
    { task_id: "T/1", sample: 0, attempt: 2 },
    { task_id: "T/2", sample: 0 },
    { task_id: "T/2", sample: 1 },
    { task_id: "T/3", attempt: 0 },
    { task_id: "T/3", attempt: 1 },
    { task_id: "T/3", attempt: 9 },
    { task_id: "T/4", sample: 1 },
  ];
  expect(await answers("replay", rows, calls)).toEqual(["a", "b", "c", "d", "e", "f", "f", "h"]);
});

test("replay takes the programs of a search for answers only where a model gave none", async () => {
  const edit = { completion: "an edit", edit: "line 1" };
  const rows = [
    { task_id: "T/0", completion: "", attempts: [edit, { completion: "the model's" }] },
    { task_id: "T/1", completion: "", attempts: [edit] },
  ];
  expect(await answers("replay", rows, [{ task_id: "T/0" }, { task_id: "T/1" }])).toEqual(["the model's", "an edit"]);
});

test("replay carries recorded token counts and finish reasons, and 0 where there are none", async () => {
  const rows = [
    {
      task_id: "own",
      completion: "x",
      finish_reason: "length",
      token_usage: { propose: { prompt_tokens: 7, completion_tokens: 3 } },
    },
    { task_id: "flat", completion: "x", token_usage: { propose_prompt_tokens: 368, propose_completion_tokens: 319 } },
    { task_id: "bare", completion: "x" },
    {
      task_id: "repaired",
      completion: "x",
      attempts: [{ completion: "x" }, { completion: "y", token_usage: { prompt_tokens: 5, completion_tokens: 2 } }],
    },
  ];
  await using model = await open("replay", rows);
  const ask = async (task_id: string, attempt = 0) => {
    const message = await model.chat.invoke("fix it", { task_id, attempt });
    const { promptTokens, completionTokens, finishReason } = fromMessage(message);
    return [promptTokens, completionTokens, finishReason];
  };
  expect(await ask("own")).toEqual([7, 3, "length"]);
  expect(await ask("flat")).toEqual([368, 319, "unknown"]);
  expect(await ask("bare")).toEqual([0, 0, "unknown"]);
  expect(await ask("repaired", 1)).toEqual([5, 2, "unknown"]);
  expect(await ask("repaired", 2)).toEqual([0, 0, "unknown"]);
});

test("replay names the task or the sample that it lacks", async () => {
  const rows = [{ task_id: "T/0", completion: "a" }];
  await expect(answers("replay", rows, [{ task_id: "T/9" }])).rejects.toThrow("has no answer to T/9");
  await expect(answers("replay", rows, [{ task_id: "T/0", sample: 2 }])).rejects.toThrow("no sample 2 of T/0");
});

test("replay is identified by its content, not by its path", async () => {
  await using one = await open("replay", [{ task_id: "T/0", completion: "a" }]);
  await using same = await open("replay", [{ task_id: "T/0", completion: "a" }]);
  await using other = await open("replay", [{ task_id: "T/0", completion: "b" }]);
  expect(one.identity).toEqual(same.identity);
  expect(one.identity).not.toEqual(other.identity);
});

test("scripted gives attempt k completion k, then the last one again; * stands for every task", async () => {
  const rows = [
    { task_id: "T/0", completions: ["a", "b"] },
    { task_id: "*", completions: ["z"] },
  ];
  const calls = [0, 1, 2].map((attempt) => ({ task_id: "T/0", attempt }));
  expect(await answers("scripted", rows, [...calls, { task_id: "T/7" }])).toEqual(["a", "b", "b", "z"]);
  await expect(answers("scripted", rows.slice(0, 1), [{ task_id: "T/7" }])).rejects.toThrow("T/7");
});

test.each([
  ["replay", "", "is empty"],
  ["replay", '{"task_id":"a","completion":"x"}\n\n{"task_id"', "line 3: not valid JSON"],
  ["replay", '{"completion":"x"}', "line 1: task_id"],
  ["replay", '{"task_id":"a"}', "neither `completion` nor `solution`"],
  ["replay", '{"task_id":"a","sample":0,"completion":"x"}\n{"task_id":"a","sample":0,"completion":"x"}', "line 2"],
  ["scripted", '{"task_id":"a","completions":[]}', "line 1: completions"],
])("%s refuses %j", async (prefix, text, message) => {
  await expect(open(prefix, text)).rejects.toThrow(message);
});

test("a missing file, a directory and an unknown prefix are one clear line", async () => {
  const refuse = (model: string) =>
    expect((async () => openModel(parseModel(model), { sampling, report: () => {} }))()).rejects;
  await refuse(`replay:${folder}/none.jsonl`).toMatchObject({ name: "UserError", exitCode: 2 });
  await refuse(`replay:${folder}`).toThrow("is a directory");
  await refuse("replay:").toMatchObject({ name: "UserError", exitCode: 2 });
  await refuse("telepathy:x").toMatchObject({ message: 'unknown model "telepathy:x"', exitCode: 2 });
});

test("an aborted signal throws instead of answering", async () => {
  await using model = await open("replay", [{ task_id: "T/0", completion: "a" }]);
  const signal = AbortSignal.abort(new Error("stopped by the user"));
  await expect(model.chat.invoke("fix it", { task_id: "T/0", signal })).rejects.toThrow();
});

test("opening a replay model loads no model runtime", async () => {
  const file = join(folder, "quiet.jsonl");
  await writeFile(file, '{"task_id":"a","completion":"x"}\n');
  const program = `
    import { parseModel } from "./src/models/index.ts";
    import { openModel } from "./src/search/model.ts";
    import { createRequire } from "node:module";
    const sampling = { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] };
    const model = await openModel(parseModel("replay:${file}"), { sampling, report: () => {} });
    await model.chat.invoke("fix it", { task_id: "a" });
    const maps = (await import("node:fs")).readFileSync("/proc/self/maps", "utf8");
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => /onnxruntime|transformers/.test(path));
    console.log(JSON.stringify({ native: /onnxruntime/.test(maps), loaded }));`;
  const { stdout } = await run("node_modules/.bin/tsx", ["--input-type=module", "-e", program]);
  expect(JSON.parse(stdout)).toEqual({ native: false, loaded: [] });
});
