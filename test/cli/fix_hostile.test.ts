import { execFile } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { thisMachine } from "../../src/sandbox/process.ts";
import { pythonWithPytest } from "../support/broken_project.ts";
import { Bait, hostileProject } from "../support/hostile_project.ts";
import { runProgram } from "../support/program.ts";

const missing = thisMachine().bubblewrap === undefined || pythonWithPytest() === undefined;
const skip = process.platform !== "linux" || (missing && process.env.CI !== "true");
const run = promisify(execFile);
const KEYS = { OPENAI_API_KEY: "sk-secret", ANTHROPIC_API_KEY: "sk-secret", HF_TOKEN: "hf-secret" };

describe.skipIf(skip)(`fix in a hostile project${skip ? " (skipped: no bubblewrap, or no pytest)" : ""}`, () => {
  it("is a trap where nothing stands around it", { timeout: 60_000 }, async () => {
    await using bait = await Bait.set();
    const root = hostileProject(bait);
    await run("git", ["-C", root, "status", "--porcelain"]);
    expect(bait.taken()).toEqual(expect.arrayContaining(["trap", expect.stringMatching(/connections$/)]));
    await run(join(root, "venv/bin/python3"), ["-I", "-c", "pass"]);
    expect(bait.taken()).toContain("venv_bin_python3");
    await run("/usr/bin/python3", ["-s", "-S", "-c", "import json"], { cwd: root });
    expect(bait.taken()).toContain("json.py");
  });

  const python = pythonWithPytest() ?? "/usr/bin/python3";
  const search = ["--search-budget", "20", "--search-seconds", "5"];
  const pytest = ["--command", "pytest -q tests/test_text.py", ...search];
  it.each([
    ["its tests, with the system's Python", "", ["text.py", ...pytest, "--python", python, "--apply"]],
    ["its tests, with its own Python", "", ["text.py", ...pytest]],
    ["what failed last", "", ["--last", ...search, "--python", python]],
    ["plain asserts", "", ["text.py", "--tests", "checks.py", ...search, "--apply"]],
    ["plain asserts in a bare repository", "bare", ["text.py", "--tests", "checks.py", ...search, "--apply"]],
    ["a local model", "", ["text.py", "--tests", "checks.py", "--model", "builtin:copy", "--iters", "0"]],
  ])("runs none of its code outside: %s", { timeout: 120_000 }, async (_, folder, args) => {
    await using bait = await Bait.set();
    const root = hostileProject(bait);
    appendFileSync(join(root, "tests/test_text.py"), "\n\nimport json\n");
    if (args[0] === "--last") rememberFailure(root);
    const path = [".", join(root, "bin"), join(root, "venv/bin"), process.env.PATH].join(":");
    const env = { ...KEYS, VIRTUAL_ENV: join(root, "venv"), PATH: path };
    const { code, stdout, stderr } = await runProgram(["fix", ...args], { cwd: join(root, folder), env });
    expect(bait.taken()).toEqual([]);
    expect(code).not.toBeNull();
    expect(`${stdout}${stderr}`).not.toMatch(/sk-secret|hf-secret/);
    expect(existsSync(join(root, ".git/index.lock"))).toBe(false);
  });
});

function rememberFailure(root: string): void {
  const cache = join(root, ".pytest_cache/v/cache");
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "lastfailed"), '{"tests/test_text.py::test_initials": true}');
}
