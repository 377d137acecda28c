import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { SampleRecord } from "../../src/core/index.ts";
import { rowsOf, SAMPLE, timelessRecords } from "../support/answers.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";
import { completion, json, message, type Reply, startServer } from "../support/http_server.ts";
import { readLines } from "../support/solution_files.ts";

afterEach(() => vi.unstubAllEnvs());

const ROWS = rowsOf(SAMPLE);
const base = (model: string, out: string, max = 2): string[] => [
  ...["--model", model, "--tools", "--iters", "2", "--dataset-path", SAMPLE, "--max", String(max), "--out", out],
  "--quiet",
];
const buggy = (asked: string) => ROWS.find((it) => asked.includes(it.buggy_solution.trim()));

/** A call as OpenAI's protocol has it. */
function calling(name: string, args: unknown) {
  const call = { id: `x${name}`, type: "function", function: { name, arguments: JSON.stringify(args) } };
  const [choice] = completion("").choices;
  const said = { role: "assistant", content: null, tool_calls: [call] };
  return { ...completion(""), choices: [{ ...choice, message: said, finish_reason: "tool_calls" }] };
}

/** Looks at the task, runs the bug, hands in the known fix. */
const repairing: Reply = (response, { body }) => {
  const row = buggy(body.messages[1].content);
  const steps = [
    calling("read_task", {}),
    calling("run_tests", { code: `${row?.declaration}${row?.buggy_solution}` }),
    calling("submit", { code: `${row?.declaration}${row?.canonical_solution}` }),
  ];
  json(response, steps[body.messages.filter(({ role }: { role: string }) => role === "tool").length]);
};

describe("--tools with a model behind an API", () => {
  it("binds the tools, carries out what is called, and keeps a record that verifies and answers again", async () => {
    const folder = temporaryFolder();
    const [out, again] = [join(folder, "r.jsonl"), join(folder, "again.jsonl")];
    vi.stubEnv("OPENAI_API_KEY", "k");
    await using server = await startServer(repairing);
    const run = await runHere([...base("openai:m", out), "--base-url", `${server.url}/v1`]);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ passed: 2, label: expect.stringContaining("attempts=3, tools") });
    expect(server.asked[0]?.body.tools.map((it: { function: { name: string } }) => it.function.name)).toEqual([
      ...["run_tests", "read_task", "submit"],
    ]);
    const last = server.asked.find(({ body }) => body.messages.length === 6)?.body.messages;
    expect(last?.slice(2).map((it: Record<string, unknown>) => it.role)).toEqual([
      "assistant",
      "tool",
      "assistant",
      "tool",
    ]);
    expect(last?.[5].tool_call_id).toBe(last?.[4].tool_calls[0].id);
    expect(last?.[4].tool_calls[0].function.name).toBe("run_tests");

    const records = readLines(out) as { attempts: { verdict: string; token_usage: unknown }[]; stopped_by: string }[];
    for (const { attempts, stopped_by } of records) {
      expect(attempts.map(({ verdict }) => verdict)).toEqual([expect.not.stringMatching("passed"), "passed"]);
      expect(attempts[0]?.token_usage).toEqual({ prompt_tokens: 22, completion_tokens: 14 });
      expect(stopped_by).toBe("passed");
    }
    const verified = await runHere(["verify", "--input", out, "--dataset-path", SAMPLE]);
    expect(verified).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/failed|skipped/) });
    expect((await runHere(base(`replay:${out}`, again))).code).toBe(0);
    const told = (path: string) =>
      (timelessRecords(path) as SampleRecord[]).map(({ attempts }) =>
        attempts.map(({ prompt, completion, candidate, verdict }) => ({ prompt, completion, candidate, verdict })),
      );
    expect(told(again)).toEqual(told(out));
  });

  it("works with the messages API, whose form is another", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    vi.stubEnv("ANTHROPIC_API_KEY", "k");
    await using server = await startServer((response, { body }) => {
      const results = JSON.stringify(body.messages).split('"tool_result"').length - 1;
      const row = buggy(JSON.stringify(body.messages[0].content).replaceAll("\\n", "\n").replaceAll('\\"', '"'));
      const code = `${row?.declaration}${results === 0 ? row?.buggy_solution : row?.canonical_solution}`;
      const use = { type: "tool_use", id: `t${results}`, name: "run_tests", input: { code } };
      json(response, { ...message(""), content: [use], stop_reason: "tool_use" });
    });
    const run = await runHere([...base("anthropic:m", out), "--base-url", server.url]);
    expect(run.code).toBe(0);
    for (const { attempts } of readLines(out) as { attempts: { verdict: string }[] }[])
      expect(attempts.map(({ verdict }) => verdict === "passed")).toEqual([false, true]);
    const sent = server.asked.find(({ body }) => JSON.stringify(body).includes("tool_result"))?.body;
    expect(sent.tools.map(({ name }: { name: string }) => name)).toEqual(["run_tests", "read_task", "submit"]);
  });

  it("goes on after a crash with what was answered, whether it gave a program or not", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    vi.stubEnv("OPENAI_API_KEY", "k");
    let broken = true;
    await using server = await startServer((response, asked, number) => {
      const results = asked.body.messages.filter(({ role }: { role: string }) => role === "tool").length;
      if (broken && results === 2) json(response, { error: { message: "no credit" } }, 401);
      else repairing(response, asked, number);
    });
    const argv = [...base("openai:m", out, 1), "--base-url", `${server.url}/v1`];
    expect((await runHere(argv)).code).toBe(1);
    broken = false;
    const before = server.asked.length;
    expect((await runHere([...argv, "--resume"])).code).toBe(0);
    expect(server.asked.length - before).toBe(1);
    expect(readLines(out)).toMatchObject([{ attempts: [{}, { verdict: "passed" }] }]);
  });
});

describe("--tools", () => {
  const refused = async (...flags: string[]) => {
    const out = join(temporaryFolder(), "r.jsonl");
    return runHere([...flags, "--tools", "--dataset-path", SAMPLE, "--max", "1", "--out", out, "--quiet"]);
  };

  it("is refused with a model that calls none, and beside what it decides itself", async () => {
    const none = await refused("--model", "builtin:copy");
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("--tools: builtin:copy calls no tools") });
    expect(await refused("--model", "search")).toMatchObject({ code: 2, stderr: expect.stringContaining("alone") });
    const both = await refused("--model", "scripted:x", "--strategy", "fresh", "--prompt", "brief");
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining("leave out --strategy and --prompt") });
  });

  it("has another config_hash than the same run without", async () => {
    const folder = temporaryFolder();
    const script = join(folder, "s.jsonl");
    writeFileSync(script, JSON.stringify({ task_id: "*", completions: ["pass"] }));
    const hash = async (...flags: string[]) => {
      const argv = ["--model", `scripted:${script}`, "--dataset-path", SAMPLE, "--max", "1", "--quiet", ...flags];
      return JSON.parse((await runHere([...argv, "--out", join(folder, `${flags.length}.jsonl`)])).stdout).config_hash;
    };
    expect(await hash("--tools")).not.toBe(await hash());
  });
});
