import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { thisMachine } from "../../src/sandbox/process.ts";
import { brokenProject, MODULES, pythonWithPytest } from "../support/broken_project.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram, startProgram } from "../support/program.ts";

const LONG = process.env.CI === "true";
const python = pythonWithPytest();
const missing = python === undefined ? "no Python with pytest" : thisMachine().bubblewrap ? undefined : "no bubblewrap";
const why = missing === undefined ? "" : ` (skipped: ${missing})`;
const skip = missing !== undefined && !LONG;

const fix = (root: string, ...args: string[]) => runProgram(["fix", ...args, "--seconds", "600"], { cwd: root });
const withPytest = (name: string, ...more: string[]) => [
  ...[`${name}.py`, "--command", `pytest -x tests/test_${name}.py`, "--python", python ?? "python3", ...more],
];

describe.skipIf(skip)(`fix --command${why}`, { timeout: 240_000 }, () => {
  let root = "";
  beforeEach(() => {
    root = brokenProject({ ".env": "SECRET=1", id_rsa: "a key", "server.pem": "a key" });
  });
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  const status = () => execFileSync("git", ["-C", root, "status", "--porcelain"], { encoding: "utf8" });

  const names = Object.keys(MODULES) as (keyof typeof MODULES)[];
  it.each(LONG ? names : names.slice(0, 1))("mends %s in one place, and writes nothing", async (name) => {
    const { source, repaired } = MODULES[name];
    const { code, stdout } = await fix(root, ...withPytest(name, "--json", "--timeout", "6"));
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      fixed: true,
      file: `${name}.py`,
      applied: false,
      by: expect.stringMatching(/^search/),
    });
    const changed = result.patch.split("\n").filter((line: string) => /^[+-](?![+-])/.test(line));
    expect(changed).toHaveLength(2);
    expect(changed[1]).toBe(`+${repaired}`);
    expect(result.verified).toBe("verified by pytest (forgeable)");
    expect(read(`${name}.py`)).toBe(source);
    expect(status()).toBe("");
  });

  it("writes with --apply what git can take back, and then nothing fails", async () => {
    const own = brokenProject();
    const applied = await fix(own, ...withPytest("text", "--apply"));
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining("upper()") });
    expect(readFileSync(join(own, "text.py"), "utf8")).toContain("upper()");
    const again = await fix(own, ...withPytest("text"));
    expect(again).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("nothing fails") });
  });

  it.runIf(LONG)("refuses to write over what is not committed, unless forced", async () => {
    const own = brokenProject();
    writeFileSync(join(own, "text.py"), `# mine\n${MODULES.text.source}`);
    const refused = await fix(own, ...withPytest("text", "--apply"));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("not the committed one") });
    expect(refused.stdout).toContain("upper()");
    expect(readFileSync(join(own, "text.py"), "utf8")).toContain("lower()");
    expect(await fix(own, ...withPytest("text", "--apply", "--force"))).toMatchObject({ code: 0 });
    expect(readFileSync(join(own, "text.py"), "utf8")).toMatch(/^# mine\n[\s\S]*upper\(\)/);
  });

  it.runIf(LONG)("takes file, function and test from what pytest remembers", async () => {
    const own = brokenProject();
    const nothing = await fix(own, "--last");
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining("run pytest first") });
    await runPytest(own, "tests/test_tree.py");
    const { code, stdout } = await fix(own, "--last", "--json", "--python", python ?? "");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file: "tree.py", function: "depth" });
    // Of several edits that mend the failing test, one that breaks no other test of its file.
    const other = brokenProject();
    await runPytest(other, "tests/test_bank.py");
    const bank = await fix(other, "bank.py", "--last", "--json", "--python", python ?? "");
    expect(JSON.parse(bank.stdout).patch).toContain(`+${MODULES.bank.repaired}`);
  });

  it.runIf(LONG)("says that a test is flaky instead of repairing", async () => {
    const flaky = "import os, random\n\n\ndef test_it():\n    assert int.from_bytes(os.urandom(4), 'big') % 2 == 0\n";
    const own = brokenProject({ "tests/test_flaky.py": flaky });
    const tries = Array.from({ length: LONG ? 8 : 4 }, () =>
      fix(own, "text.py", "--command", "pytest tests/test_flaky.py", "--python", python ?? ""),
    );
    const said = (await Promise.all(tries)).map((it) => it.stderr);
    expect(said.some((text) => text.includes("flaky: the outcome changes"))).toBe(true);
  });

  it("refuses a patch that reaches for the tests, and one from a model elsewhere that was not allowed", async () => {
    const cheat = "```python\ndef initials(name):\n    import sys, os\n    os._exit(0)\n```";
    const script = join(temporaryFolder(), "cheat.jsonl");
    writeFileSync(script, JSON.stringify({ task_id: "initials", completions: [cheat] }));
    const { code, stderr } = await fix(root, ...withPytest("text", "--model", `scripted:${script}`, "--iters", "0"));
    expect(code).toBe(1);
    expect(stderr).toContain("Refused: the patch brings in _exit, os, sys.");
    const remote = await fix(root, ...withPytest("text", "--model", "openai:x", "--iters", "0"));
    expect(remote.code).toBeGreaterThan(0);
  });

  it("hides secrets, the rest of the machine and the network, and ends what is left running", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const port = (taken.address() as { port: number }).port;
    const shown = join(temporaryFolder(), "shown.txt");
    writeFileSync(shown, "by --read");
    const probe = `import os, socket, subprocess
print("SHOWN", open("${shown}").read())
subprocess.Popen(["sleep", "4711"], start_new_session=True)
print("ENV", sorted(os.listdir(".")), sorted(k for k in os.environ if k.startswith("FIX_")))
for path in [".env", "id_rsa", "server.pem", ".git", "${root}/.env", "/etc/passwd", "/root", "/home/nobody"]:
    print("SEES", path, os.path.exists(path))
try:
    socket.create_connection(("127.0.0.1", ${port}), 1)
    print("NETWORK")
except OSError:
    pass
server = socket.socket(); server.bind(("127.0.0.1", 0)); server.listen()
socket.create_connection(server.getsockname(), 1); print("LOOPBACK")
open("text.py", "w").write("ruined")
raise SystemExit(1)
`;
    writeFileSync(join(root, "probe.py"), probe);
    const { stderr } = await runProgram(
      [
        "fix",
        "text.py",
        "--command",
        "python3 probe.py",
        "--env",
        "FIX_A",
        "--read",
        shown,
        "--function",
        "initials",
        "--search-budget",
        "1",
        "--python",
        "/usr/bin/python3",
      ],
      { cwd: root, env: { FIX_A: "1", FIX_B: "2" } },
    );
    taken.close();
    expect(stderr).toContain("SHOWN by --read");
    expect(stderr).toContain("LOOPBACK");
    expect(stderr).not.toContain("NETWORK");
    expect(stderr).toContain("['FIX_A']");
    expect(stderr.match(/SEES (\S+) True/g) ?? []).toEqual([]);
    expect(read("text.py")).toBe(MODULES.text.source);
    await sleep(200);
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toMatch(/^sleep 4711$/m);
    execFileSync("rm", [join(root, "probe.py")]);
  });

  it.runIf(LONG)("writes nothing where the file changed while it was repaired", async () => {
    const slow =
      "import time\nfrom text import initials\n\n\ndef test_slow():\n    time.sleep(2)\n    assert initials('a') == 'A'\n";
    const own = brokenProject({ "tests/test_slow.py": slow });
    const { finished, says } = startProgram(
      ["fix", "text.py", "--command", "pytest tests/test_slow.py", "--python", python ?? "", "--apply", "--force"],
      { cwd: own },
    );
    // The file has been read, and the first repair is judged for two seconds.
    await says("repairing initials");
    const changed = `${MODULES.text.source}# mine\n`;
    writeFileSync(join(own, "text.py"), changed);
    expect(await finished).toMatchObject({ code: 1, stderr: expect.stringContaining("has changed meanwhile") });
    expect(readFileSync(join(own, "text.py"), "utf8")).toBe(changed);
  });

  it("leaves everything as it was at Ctrl-C", async () => {
    const slow =
      "import time\nfrom text import initials\n\n\ndef test_slow():\n    time.sleep(1)\n    assert initials('a') == 'A!'\n";
    const own = brokenProject({ "tests/test_slow.py": slow });
    const { child, finished, says } = startProgram(
      ["fix", "text.py", "--command", "pytest tests/test_slow.py", "--python", python ?? "", "--apply"],
      { cwd: own },
    );
    await says("repairing initials");
    process.kill(child.pid as number, "SIGINT");
    expect(await finished).toMatchObject({ code: 130, stderr: expect.stringContaining("nothing was changed") });
    expect(execFileSync("git", ["-C", own, "status", "--porcelain"], { encoding: "utf8" })).toBe("");
    expect(existsSync(join(own, "text.py"))).toBe(true);
  });

  async function runPytest(folder: string, tests: string): Promise<void> {
    try {
      execFileSync(python ?? "", ["-m", "pytest", "-q", tests], { cwd: folder, stdio: "ignore" });
    } catch {
      // it fails, as it should
    }
  }
});

describe("fix --tests", () => {
  const asserts = 'from text import initials\n\nassert initials("ada king") == "AK"\n';

  it("uses the tamper-resistant judge, which a forgery does not pass, and says so", async () => {
    const root = brokenProject({ "checks.py": asserts });
    const { code, stdout } = await fix(root, "text.py", "--tests", "checks.py");
    expect(code).toBe(0);
    expect(stdout).toContain('+    return "".join(word[0].upper()');
    expect(stdout).toContain("verified by the tamper-resistant judge (checks.py");
    const script = join(root, "script.jsonl");
    const cheat =
      "```python\ndef initials(name):\n    class Any(str):\n        def __eq__(self, other):\n            return True\n    return Any()\n```";
    writeFileSync(script, JSON.stringify({ task_id: "initials", completions: [cheat] }));
    const forged = await fix(root, "text.py", "--tests", "checks.py", "--model", `scripted:${script}`, "--iters", "0");
    expect(forged).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("no repair found") });
  });

  it("takes test functions, too, and a bug in a function that is named", async () => {
    const tests = "from lists import chunks\n\n\ndef test_one():\n    assert chunks([7], 3) == [[7]]\n";
    const root = brokenProject({ "checks.py": tests });
    const { code, stdout } = await fix(root, "lists.py", "--function", "chunks", "--tests", "checks.py", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ function: "chunks", fixed: true });
  });

  it.each([
    [["text.py"], 2, "say what fails"],
    [["--tests", "checks.py"], 2, "say which file"],
    [["text.py", "--tests", "checks.py", "--function", "nobody"], 2, "there is no function nobody"],
    [["nothing.py", "--tests", "checks.py"], 2, "cannot be read"],
    [["text.py", "--tests", "tests/test_bank.py"], 2, "need a test framework"],
    [["text.py", "--tests", "lists.py"], 2, "uses no function of text.py"],
  ])("says in one line what is wrong: %j", async (args, code, words) => {
    const run = await fix(brokenProject({ "checks.py": asserts }), ...args);
    expect(run).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(words) });
  });
});
