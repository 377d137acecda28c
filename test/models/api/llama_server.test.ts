/**
 * A server that nobody here wrote: llama.cpp's, from a Python package, with a small model of this project's own making.
 * Long; skipped, with the reason, where the script is not there or the package cannot be had.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SAMPLE } from "../../support/answers.ts";
import { runHere } from "../../support/command_line.ts";
import { shared } from "../../support/shared_data.ts";
import { readLines } from "../../support/solution_files.ts";

const SCRIPT = shared("tools/llama_server.py");
/** Where a model file and an environment with the package may be already. */
const MODEL = [process.env.LLAMA_MODEL, "/tmp/gguf/smollm2-135m-instruct-q4_1.gguf"].find((it) => it && existsSync(it));
const INSTALL_MS = 240_000;

/** Why the suite cannot run; empty where it can. */
function whyNot(): string {
  if (process.env.CI !== "true") return "long: with CI=true";
  if (SCRIPT === undefined) return "needs ../shared/tools/llama_server.py, which is not here";
  return MODEL === undefined ? "needs a model file: LLAMA_MODEL names one" : "";
}

/** An interpreter that has the package; undefined where it cannot be installed. */
function interpreter(folder: string): string | undefined {
  const has = (python: string): boolean => {
    try {
      execFileSync(python, ["-c", "import xllamacpp"], { stdio: "ignore", timeout: 60_000 });
      return true;
    } catch {
      return false;
    }
  };
  const there = ["/tmp/llama/bin/python", "python3"].find(has);
  if (there !== undefined) return there;
  const own = join(folder, "venv/bin/python");
  try {
    execFileSync("python3", ["-m", "venv", join(folder, "venv")], { stdio: "ignore", timeout: INSTALL_MS });
    execFileSync(own, ["-m", "pip", "install", "-q", "xllamacpp"], { stdio: "ignore", timeout: INSTALL_MS });
  } catch {
    return undefined;
  }
  return has(own) ? own : undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const reason = whyNot();

describe.skipIf(reason !== "")(`llama.cpp's server${reason && ` (${reason})`}`, () => {
  let folder = "";
  let url = "";
  let server: ChildProcess | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "repair-test-"));
    const python = interpreter(folder);
    if (python === undefined) return;
    const port = await freePort();
    const args = [SCRIPT as string, MODEL as string, "--port", String(port)];
    server = spawn(python, args, { stdio: ["ignore", "pipe", "ignore"] });
    const printed = server.stdout && once(server.stdout, "data");
    await Promise.race([printed, once(server, "exit")]);
    if (server.exitCode === null) url = `http://127.0.0.1:${port}/v1`;
  }, 3 * INSTALL_MS);

  afterAll(async () => {
    if (server !== undefined && server.exitCode === null) {
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const command = (out: string, ...more: string[]): string[] => [
    ...["--model", "openai:m", "--base-url", url, "--dataset-path", SAMPLE, "--max", "1"],
    ...["--out", join(folder, out), "--max-new-tokens", "16", ...more],
  ];

  it("answers, is counted, and says how its answer ended", { timeout: 300_000 }, async (context) => {
    if (url === "") context.skip("the package xllamacpp cannot be installed here");
    const run = await runHere(command("r.jsonl"));
    expect(run).toMatchObject({ code: 0 });
    const [record] = readLines(join(folder, "r.jsonl"));
    expect(record.completion).not.toBe("");
    expect(record.token_usage.propose.prompt_tokens).toBeGreaterThan(50);
    expect(record.token_usage.propose.completion_tokens).toBeLessThanOrEqual(16);
    expect(["stop", "length"]).toContain(record.finish_reason);
  });

  it("says in its own words what it refuses, and leaves no file", { timeout: 300_000 }, async (context) => {
    if (url === "") context.skip("the package xllamacpp cannot be installed here");
    const reply = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "x ".repeat(20_000) }] }),
    });
    expect(reply.ok).toBe(false);
    const { error } = (await reply.json()) as { error: { message: string } };
    const { openModel } = await import("../../../src/search/model.ts");
    const { parseModel } = await import("../../../src/models/index.ts");
    const sampling = { temperature: 0, topP: 1, maxNewTokens: 4, stop: [] };
    const retries = { attempts: 1 };
    const model = await openModel(parseModel("openai:m", { baseUrl: url }), { sampling, retries, report: () => {} });
    await expect(model.chat.invoke("x ".repeat(20_000))).rejects.toThrow(error.message.slice(0, 60));
  });
});
