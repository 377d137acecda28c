import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fixOf, rowsOf, SAMPLE } from "../support/answers.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";
import { completion, gathered, json, type Reply, startServer } from "../support/http_server.ts";
import { runProgram } from "../support/program.ts";
import { readLines } from "../support/solution_files.ts";

const KEY = "sk-very-secret-0123456789";
afterEach(() => vi.unstubAllEnvs());

/** Answers each task of the sample with its known fix. */
const fixing: Reply = (response, asked) => json(response, completion(fixOf(asked)));

const command = (url: string, out: string, { max = 8, concurrency = 3 } = {}): string[] => [
  ...["--model", "openai:m", "--base-url", `${url}/v1`, "--dataset-path", SAMPLE, "--max", String(max)],
  ...["--out", out, "--quiet", "--concurrency", String(concurrency)],
];

describe("a run with a model behind an API", () => {
  it("asks as many tasks at once as it may, counts tokens, and writes no key anywhere", async () => {
    const folder = temporaryFolder();
    const out = join(folder, "r.jsonl");
    await using server = await startServer(gathered(3, fixing));
    vi.stubEnv("OPENAI_API_KEY", KEY);
    const run = await runHere([...command(server.url, out), "--debug"]);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      passed: 8,
      tokens: { prompt: 88, completion: 56 },
      model: "openai:m",
    });
    expect(server.peak()).toBe(3);
    expect(readdirSync(folder).sort()).toEqual(["r.jsonl", "r.jsonl.run.json"]);
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name), "utf8")).not.toContain(KEY);
    expect(run.stdout + run.stderr).not.toContain(KEY);
  });

  it("asks once more for what the server refused, when the others are answered", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    await using server = await startServer((response, asked, number) => {
      if (number === 2) json(response, { error: { message: "content policy" } }, 400);
      else fixing(response, asked, number);
    });
    const run = await runHere(command(server.url, out));
    expect(run.code).toBe(0);
    expect(run.stderr).not.toContain("policy");
    expect(JSON.parse(run.stdout)).toMatchObject({ tasks: 8, passed: 8 });
    expect(server.asked).toHaveLength(9);
  });

  it.each([400, 413, 422])(
    "records as unanswered what is refused again with %i; resumes and verifies",
    async (status) => {
      const out = join(temporaryFolder(), "r.jsonl");
      const [refused] = rowsOf(SAMPLE).slice(0, 1);
      await using server = await startServer((response, asked, number) => {
        const said = asked.body.messages.map(({ content }: { content: string }) => content).join();
        const isIt = said.includes(refused?.buggy_solution.trim());
        if (isIt) json(response, { error: { message: "too long for me" } }, status);
        else fixing(response, asked, number);
      });
      // A repair that shows the refused code again is refused again.
      const command_ = [...command(server.url, out, { max: 4 }), "--iters", "1", "--strategy", "continue"];
      const run = await runHere(command_);
      expect(run.code).toBe(0);
      expect(run.stderr).toMatch(
        new RegExp(`SamplePython/0 counts as unanswered: .* answered ${status}: .*too long for me`),
      );
      expect(JSON.parse(run.stdout)).toMatchObject({ tasks: 4, passed: 3, verdicts: { passed: 3, no_code: 1 } });
      expect(readLines(out)[0]).toMatchObject({ task_id: "SamplePython/0", completion: "", finish_reason: "refused" });
      const asked = server.asked.length;
      expect((await runHere([...command_, "--resume"])).code).toBe(0);
      expect(server.asked).toHaveLength(asked);
      const verified = await runHere(["verify", out, "--json"]);
      expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('"holds":true') });
    },
  );

  it("gives up, and records nothing of, a server that refuses more than it answers", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    await using server = await startServer((response, asked, number) => {
      if (number > 0) json(response, { error: { message: "not today" } }, 400);
      else fixing(response, asked, number);
    });
    const run = await runHere(command(server.url, out, { max: 4, concurrency: 1 }));
    expect(run).toMatchObject({ code: 1, stderr: expect.stringMatching(/error: \S+: .* answered 400: .*not today/) });
    expect(run.stderr).toMatch(/the model failed: 3 of 4 tasks have no record and count as unsolved/);
    expect(readLines(out)).toHaveLength(1);
  });

  it("ends when the server fails on everything, and with a wrong key at once", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    await using refusing = await startServer((response) => json(response, { error: { message: "no" } }, 400));
    const failed = await runHere(command(refusing.url, out));
    expect(failed.code).toBe(1);
    expect(refusing.asked.length).toBeLessThanOrEqual(8);
    await using strict = await startServer((response) => json(response, { error: { message: `bad ${KEY}` } }, 401));
    const keyless = await runHere(command(strict.url, join(temporaryFolder(), "r.jsonl")));
    expect(keyless).toMatchObject({ code: 1, stdout: "" });
    expect(keyless.stderr).toMatch(/^error: http:\/\/127\.0\.0\.1:\d+\/v1 refused the key \(401\): bad \S+\n {2}/);
    expect(strict.asked.length).toBeLessThanOrEqual(3);
  });
});

describe("a server that gives no answer leaves nothing that the next try runs into", () => {
  const unanswered: [string, Reply | undefined][] = [
    ["it is not there", undefined],
    ["it refuses the key", (response) => json(response, { detail: "no" }, 401)],
    ["it answers with errors only", (response) => json(response, { detail: "no" }, 400)],
  ];
  it.each(unanswered)("when %s", async (_name, reply) => {
    const folder = temporaryFolder();
    const out = join(folder, "r.jsonl");
    const gone = await startServer(reply ?? (() => {}));
    if (reply === undefined) await gone[Symbol.asyncDispose]();
    const failed = await runHere(command(gone.url, out, { max: 2 }));
    if (reply !== undefined) await gone[Symbol.asyncDispose]();
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/^error: /m);
    expect(readdirSync(folder)).toEqual([]);
    await using server = await startServer(fixing);
    expect((await runHere(command(server.url, out, { max: 2 }))).code).toBe(0);
    expect(readLines(out)).toHaveLength(2);
  });

  it("but answers that it gave are kept, and not asked for again", async () => {
    const folder = temporaryFolder();
    const out = join(folder, "r.jsonl");
    await using server = await startServer((response, asked, number) => {
      if (number > 0) json(response, { error: { message: "no" } }, 401);
      else fixing(response, asked, number);
    });
    await runHere(command(server.url, out, { max: 2, concurrency: 1 }));
    expect(readdirSync(folder).sort()).toContain("r.jsonl");
    expect(readLines(out)).toHaveLength(1);
  });
});

describe("a server whose model takes no system role", () => {
  it("is asked without one after its first refusal, and the run file says so", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    await using server = await startServer((response, asked, number) => {
      const refused = asked.body.messages.some(({ role }: { role: string }) => role === "system");
      if (refused) json(response, { object: "error", message: "System role not supported", code: 400 }, 400);
      else fixing(response, asked, number);
    });
    const args = command(server.url, out, { max: 3, concurrency: 1 }).filter((it) => it !== "--quiet");
    const run = await runHere(args);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ passed: 3 });
    const said = "m takes no system role: its text goes before the user's";
    expect(run.stderr.split(said)).toHaveLength(2);
    expect(server.asked).toHaveLength(4);
    const { sessions } = JSON.parse(readFileSync(`${out}.run.json`, "utf8"));
    expect(sessions).toMatchObject([{ changes: [said] }]);
  });
});

describe("LangSmith", () => {
  const traced = async (env: Record<string, string>) => {
    const out = join(temporaryFolder(), "r.jsonl");
    await using smith = await startServer((response) => json(response, {}));
    await using server = await startServer(fixing);
    const places = { LANGSMITH_ENDPOINT: smith.url, LANGCHAIN_ENDPOINT: smith.url };
    const all = { ...places, LANGSMITH_API_KEY: "lsv2_test", OPENAI_API_KEY: KEY, ...env };
    const run = await runProgram(command(server.url, out, { max: 1 }), { env: all });
    expect(run.code).toBe(0);
    return smith.asked;
  };
  it("is sent nothing unless its variables say so", async () => {
    expect(await traced({ LANGSMITH_TRACING: "", LANGCHAIN_TRACING_V2: "" })).toEqual([]);
  });

  it("is sent the calls of the model where they do", async () => {
    const asked = await traced({ LANGSMITH_TRACING: "true" });
    expect(asked.length).toBeGreaterThan(0);
    const sent = asked.map(({ body }) => String(body)).join();
    expect(sent).toContain("openai");
    expect(sent).not.toContain(KEY);
  });
});
