import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./support/folder.ts";
import { ROOT, runProgram } from "./support/program.ts";

/** A LangSmith of our own: it takes everything and counts. */
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  request.resume().on("end", () => response.writeHead(202, { "content-type": "application/json" }).end("{}"));
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

async function evaluateOne(env: Record<string, string>): Promise<string[]> {
  asked.length = 0;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const args = ["--dataset-path", join(ROOT, "dataset/sample_python.jsonl"), "--max", "1", "--model", "builtin:copy"];
  const out = join(temporaryFolder(), "out.jsonl");
  const off = { LANGSMITH_TRACING: "", LANGSMITH_TRACING_V2: "", LANGCHAIN_TRACING_V2: "", LANGCHAIN_TRACING: "" };
  const key = { LANGSMITH_ENDPOINT: url, LANGSMITH_API_KEY: "lsv2_test", LANGCHAIN_ENDPOINT: url };
  const { code, stderr } = await runProgram([...args, "--out", out], { env: { ...off, ...key, ...env } });
  expect(stderr).not.toContain("rror");
  expect(code).toBe(0);
  return [...asked];
}

describe("tracing", () => {
  it("sends nothing unless it is switched on, not even with a key", async () => {
    expect(await evaluateOne({})).toEqual([]);
    expect(await evaluateOne({ LANGSMITH_TRACING: "false" })).toEqual([]);
  });

  it("sends the run where LANGSMITH_TRACING=true, and the program ends by itself", async () => {
    expect((await evaluateOne({ LANGSMITH_TRACING: "true" })).join("\n")).toMatch(/POST .*\/runs/);
  });
});
