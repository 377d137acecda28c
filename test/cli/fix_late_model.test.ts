/** `fix --model search,MODEL`: the search begins at once, and the model is opened only where it is needed. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeSmallGguf } from "../models/weights/small_models.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT, runProgram, startProgram } from "../support/program.ts";

const FAKE = `import { FakeListChatModel } from "${ROOT}/node_modules/@langchain/core/dist/utils/testing/index.js";\n`;
/** A slip that the search finds, and a function that it never writes. */
const SLIP = "def half(n):\n    return n // 3\n";
const GAP = "def tenth(n):\n    return []\n";
const CHECKS =
  "from sums import half, tenth\nassert half(8) == 4\nassert half(5) == 2\nassert tenth(70) == 7\nassert tenth(99) == 9\n";
const TENTH = "```python\\ndef tenth(n):\\n    return n // 10\\n```";

interface Given {
  readonly source?: string;
  readonly module?: string;
  readonly model?: string;
}

/** A project, and how it is to be repaired. */
function project({ source = SLIP, module = "", model = "module:./model.mjs" }: Given, more: readonly string[]) {
  const root = temporaryFolder();
  const checks = CHECKS.split("\n").filter((line) => !line.includes("tenth(") || source.includes("tenth"));
  const imports = source.includes("tenth") ? "" : "from sums import half";
  writeFileSync(join(root, "sums.py"), source);
  writeFileSync(join(root, "checks.py"), [imports, ...checks.filter((it) => !imports || !/^from/.test(it))].join("\n"));
  writeFileSync(join(root, "model.mjs"), `${FAKE}import { writeFileSync } from "node:fs";\n${module}`);
  const args = ["fix", "sums.py", "--tests", "checks.py", "--model", `search,${model}`, "--seconds", "600", ...more];
  return { args, root };
}

async function fixed(given: Given, ...more: string[]) {
  const { args, root } = project(given, more);
  const run = await runProgram(args, { cwd: root });
  return { ...run, opened: existsSync(join(root, "opened")) };
}

const opens = (then: string): string => `writeFileSync("opened", "");\n${then}`;
const answers = `export default new FakeListChatModel({ responses: ["${TENTH}"] });`;

describe("fix with a search before a model", { timeout: 240_000 }, () => {
  it("never opens the model where the search repairs everything", async () => {
    const run = await fixed({ module: opens("throw new Error('no key');") }, "--json");
    expect(run).toMatchObject({ code: 0, opened: false });
    expect(JSON.parse(run.stdout)).toMatchObject({ fixed: true, answers: [], by: expect.stringMatching(/^search /) });
    expect(run.stderr).not.toMatch(/no key|opening/);
  });

  it("opens it where the search does not, and says so", async () => {
    const slow = "await new Promise((resolve) => setTimeout(resolve, 200));\n";
    const module = opens(slow + answers);
    const run = await fixed({ source: `${SLIP}\n\n${GAP}`, module }, "--json", "--search-budget", "60");
    expect(run).toMatchObject({ code: 0, opened: true });
    expect(run.stderr).toContain("opening module:./model.mjs");
    expect(JSON.parse(run.stdout)).toMatchObject({
      fixed: true,
      function: "half, tenth",
      by: expect.stringMatching(/^search .*; search,module:/),
      answers: [{ strategy: "first", verdict: "passed", repeats: false, seconds: expect.any(Number) }],
      seconds: expect.any(Number),
    });
  });

  it.each([
    ["a module that throws", "module:./model.mjs", /cannot be loaded \(no key\)/],
    ["a file of an unknown architecture", "./odd.gguf", /architecture gemma/],
  ])("says in one line that the model cannot be opened, exit code 2: %s", async (_, named, says) => {
    const odd = join(temporaryFolder(), "odd.gguf");
    writeSmallGguf(odd, { metadata: { "general.architecture": "gemma" } });
    const model = named.replace("./odd.gguf", odd);
    const run = await fixed({ module: "throw new Error('no key');", model }, "--search-budget", "1");
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("repairing half");
    expect(run.stderr.match(/^error: .*$/gm)).toEqual([expect.stringMatching(says)]);
    expect(run.stderr).not.toMatch(/^\s+at |Unhandled|node:events/m);
  });

  it("shows what the search repaired by then all the same", async () => {
    const run = await fixed(
      { source: `${SLIP}\n\n${GAP}`, module: "throw new Error('no key');" },
      "--search-budget",
      "60",
    );
    expect(run.code).toBe(2);
    expect(run.stdout).toContain("+    return n // 2");
    expect(run.stderr).toContain("no key");
  });

  it.each([
    ["module:./none.mjs", /none\.mjs: no such file/],
    ["./none.gguf", /none\.gguf: no such file/],
    ["./none", /no such folder, and not a hub id/],
  ])("refuses a model that is not there before anything is tried: %s", async (model, says) => {
    const run = await fixed({ model });
    expect(run).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(says) });
    expect(run.stderr).not.toContain("repairing");
  });

  it("stops at Ctrl-C while the model is opened", async () => {
    const { args, root } = project({ module: "await new Promise(() => {});" }, ["--search-budget", "1"]);
    const { child, finished, says } = startProgram(args, { cwd: root });
    await says("opening module:./model.mjs");
    process.kill(child.pid as number, "SIGINT");
    const run = await finished;
    expect(run).toMatchObject({ code: 130, stdout: "", stderr: expect.stringContaining("nothing was changed") });
    expect(run.stderr).not.toMatch(/^\s+at |Unhandled|unsettled/m);
  });

  it("lets the built-in model answer once the search is done, and ends its process", async () => {
    const run = await fixed({ model: "builtin:copy" }, "--search-budget", "1", "--json");
    expect(run).toMatchObject({ code: 1 });
    const { answers: given } = JSON.parse(run.stdout) as { answers: unknown[] };
    expect(given).toHaveLength(3);
  });
});
