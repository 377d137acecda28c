import { afterEach, describe, expect, test, vi } from "vitest";
import { sameOutput } from "../../src/judging/compare_output.ts";
import { judge } from "../../src/judging/judge.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { programsOnly } from "../../src/sandbox/programs_only.ts";
import { openRemoteSandbox, type RemoteOptions } from "../../src/sandbox/remote.ts";
import { type Asked, gathered, json, type Reply, startServer } from "../support/http_server.ts";

const CASES = [1, 2, 3].map((n) => ({ stdin: `${n}\n`, stdout: `${n * n}\n` }));
const PROGRAM = "print(int(input()) ** 2)\n";

afterEach(() => vi.unstubAllEnvs());

/** What an execution API answers about a program that prints `stdout`. */
const ran = (stdout: string | null, passed: boolean, changes: object = {}) => ({
  passed,
  exec_output: { run_output: { stdout, stderr: "" } },
  uncaught_exception: null,
  ...changes,
});
const right = (asked: Asked) => ran(asked.body.test.stdout, true);

async function judged(reply: Reply, options: Partial<RemoteOptions> = {}, path = "/execute") {
  await using server = await startServer(reply);
  const lines: string[] = [];
  const retries = { attempts: 4, backoffMs: 5, maxWaitMs: 3000 };
  const report = (line: string): unknown => lines.push(line);
  const backend = { url: server.url + path, concurrency: 2, retries, report, agrees: sameOutput, ...options };
  await using sandbox = programsOnly(openRemoteSandbox(backend));
  const task = { check: { kind: "stdio", cases: CASES }, entry_point: "" } as const;
  const candidate = { code: PROGRAM, source: "bare" } as const;
  const judging = judge(candidate, task, sandbox, DEFAULT_LIMITS, { imports: "octopack" });
  const judgement = await judging.catch((error: Error) => error);
  return { judgement, asked: server.asked, lines, peak: server.peak(), info: sandbox.info };
}

describe("the execution API", () => {
  test("is sent one request per case, in its protocol", async () => {
    const { judgement, asked, info } = await judged((response, asked) => json(response, right(asked)));
    expect(judgement).toMatchObject({ verdict: "passed", cases: [{ verdict: "passed" }, {}, {}] });
    expect(asked).toHaveLength(3);
    expect(asked[0]?.method).toBe("POST");
    const url = new URL(asked[0]?.url ?? "", "http://x");
    expect([url.pathname, Object.fromEntries(url.searchParams)]).toEqual([
      "/execute",
      {
        language: "python",
        environment: "default",
        timeout: "30",
        generation_formatting: "true",
        fill_missing_imports: "true",
      },
    ]);
    expect(asked.map((it) => it.body)).toEqual(CASES.map((test) => ({ code: PROGRAM, test })));
    expect(info.kind).toBe("remote");
  });

  test("has no more requests in flight than it may", async () => {
    const slow = gathered(2, (response, asked) => json(response, right(asked)));
    expect((await judged(slow)).peak).toBe(2);
  });

  test("is not believed where its own output says otherwise", async () => {
    const liar: Reply = (response, { body }, number) =>
      json(response, number === 0 ? ran("7\n", true) : ran(` ${body.test.stdout}\n`, false));
    const { judgement, lines } = await judged(liar, { concurrency: 1 });
    expect(judgement).toMatchObject({
      verdict: "wrong_answer",
      cases: [{ verdict: "wrong_answer", stdout: "7\n" }, { verdict: "passed" }, { verdict: "passed" }],
    });
    expect(lines).toEqual(["the server judged 3 of 3 outputs otherwise; ours counts"]);
  });

  test.each([
    ["no stdout", { exec_output: { run_output: { stdout: null, stderr: null } } }],
    ["no run output", { exec_output: { run_output: null } }],
    ["no output at all", { exec_output: null }],
  ])("is taken at its word where it sends %s", async (_name, changes) => {
    const reply: Reply = (response, _asked, number) => json(response, ran(null, number > 0, changes));
    const { judgement } = await judged(reply, { concurrency: 1 });
    expect(judgement).toMatchObject({
      cases: [{ verdict: "wrong_answer" }, { verdict: "passed" }, { verdict: "passed" }],
    });
  });

  test.each([
    ["ZeroDivisionError: division by zero", "runtime_error"],
    [{ type: "ValueError" }, "runtime_error"],
    ["Time limit exceeded", "timeout"],
  ])("tells of the exception %j", async (uncaught_exception, verdict) => {
    const { judgement } = await judged((response, asked) => json(response, { ...right(asked), uncaught_exception }));
    expect(judgement).toMatchObject({ verdict, cases: [{ verdict }, { verdict }, { verdict }] });
  });

  test.each<[string, Reply]>([
    ["429", (response) => json(response, {}, 429, { "retry-after": "0" })],
    ["500", (response) => json(response, {}, 500)],
    ["a reset", (response) => void response.destroy()],
    ["no JSON", (response) => void response.end("<html>")],
    ["other JSON", (response) => json(response, { ok: true })],
  ])("is asked again after %s", async (_name, bad) => {
    const flaky: Reply = (response, asked, number) =>
      number < 2 ? bad(response, asked, number) : json(response, right(asked));
    const { judgement, asked, lines } = await judged(flaky, { concurrency: 1 });
    expect(judgement).toMatchObject({ verdict: "passed" });
    expect(asked).toHaveLength(5);
    expect(lines).toHaveLength(2);
  });

  test("that keeps failing is no verdict on the program", async () => {
    const { judgement } = await judged((response) => json(response, {}, 503));
    expect(judgement).toMatchObject({
      verdict: "sandbox_error",
      execution: { stderr: expect.stringContaining("503") },
    });
  });

  test("that is another server is one clear line", async () => {
    const { judgement, asked } = await judged((response) => json(response, {}, 404));
    expect(judgement).toMatchObject({ name: "UserError", message: expect.stringMatching(/answered 404$/) });
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  test("needs an address, and takes programs only", async () => {
    vi.stubEnv("CYBER_URL", "");
    const options = { concurrency: 1, report: () => {}, agrees: sameOutput };
    expect(() => openRemoteSandbox(options)).toThrow(/CYBER_URL is not set/);
    vi.stubEnv("CYBER_URL", "not a url");
    expect(() => openRemoteSandbox(options)).toThrow(/CYBER_URL is no URL/);
    vi.stubEnv("CYBER_URL", "http://localhost:1");
    await using sandbox = programsOnly(openRemoteSandbox(options));
    const job = { kind: "executable", argv: ["awk"], stdin: "", files: {} } as const;
    await expect(sandbox.run(job, DEFAULT_LIMITS)).rejects.toThrow(/stdin and stdout only/);
  });
});
