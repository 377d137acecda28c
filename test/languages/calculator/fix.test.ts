import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { fixFunction } from "../../../src/fix/fix_function.ts";
import type { FixLanguage } from "../../../src/fix/language.ts";
import { registerLanguage } from "../../../src/languages/index.ts";
import { thisMachine } from "../../../src/sandbox/process.ts";
import { runHere } from "../../support/command_line.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { countingModel } from "../../support/models.ts";
import { fix } from "./fix_support.ts";
import { calculator } from "./language.ts";

const SUMS = "# Twice, and one more.\ntwice(x) = x * 3\nmore(x) = x + 1\n";
/** Reads a file's definitions and compares what it knows of them. */
const CHECK = `/^twice/ { if ($3 " " $4 " " $5 != "x * 2") { print "FAIL twice(2): not 4"; bad = 1 } }
/^more/ { if ($5 != 1) { print "FAIL more(1): not 2"; bad = 1 } }
END { exit bad }
`;
const skip = thisMachine().bubblewrap === undefined && process.env.CI !== "true";

let takeOut: (() => void) | undefined;
afterEach(() => {
  takeOut?.();
  takeOut = undefined;
});

/** A project with a bug, tests that awk runs, and answers. */
function project(...completions: readonly string[]) {
  const root = temporaryFolder();
  const file = (name: string, text: string): string => {
    writeFileSync(join(root, name), text);
    return join(root, name);
  };
  const answers = join(temporaryFolder(), "answers.jsonl");
  writeFileSync(answers, `${JSON.stringify({ task_id: "twice", completions })}\n`);
  const [sums, check] = [file("sums.calc", SUMS), file("check.awk", CHECK)];
  const command = ["--command", `awk -f ${check} ${sums}`, "--model", `scripted:${answers}`];
  return { sums, check, command };
}

describe("fix in a language that only this test knows", () => {
  it.skipIf(skip)(`repairs a function${skip ? " (skipped: no bubblewrap)" : ""}`, async () => {
    takeOut = registerLanguage({ ...calculator, fix });
    const bad = "```calc\ntwice(x) = system(x)\n```";
    const { sums, command } = project(bad, "```calc\ntwice(x) = x * 2\n```");
    const { code, stdout, stderr } = await runHere(["fix", sums, ...command, "--function", "twice", "--json"]);
    expect(stderr).toContain("FAIL twice(2): not 4");
    expect(code).toBe(0);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({ fixed: true, function: "twice", verified: "verified by awk (forgeable)" });
    expect(found.attempts).toBe(2);
    expect(found.patch).toContain("-twice(x) = x * 3\n+twice(x) = x * 2\n");
  });

  it("is told what fails in comments of its own, by the lines that its tests mark", async () => {
    const language: FixLanguage = { ...calculator, fix };
    takeOut = registerLanguage(language);
    const [target] = fix.functionsOf(SUMS);
    const model = countingModel(() => ({ text: "twice(x) = x * 2" }));
    const parts = {
      language,
      model,
      iters: 0,
      strategy: "continue" as const,
      repairTemperature: 0,
      seed: 0,
      concurrency: 1,
      allowed: [],
      told: "FAIL twice(2): not 4",
    };
    const passed = { verdict: "passed", execution: { exit_code: 0, stdout: "", stderr: "", runtime_sec: 0 } } as const;
    const search = { budget: 1, seconds: 1 };
    const { source, attempts } = await fixFunction(SUMS, target!, { ...parts, search, check: async () => passed });
    expect(source).toBe(SUMS.replace("x * 3", "x * 2"));
    const prompt = attempts[0]?.prompt.map(({ content }) => content).join("\n");
    expect(prompt).toContain("; FAIL twice(2): not 4\n");
    expect(prompt).toContain("expert Calculator programmer");
  });

  it("asserts alone are judged in it, too", async () => {
    takeOut = registerLanguage({ ...calculator, fix });
    const { sums, check, command } = project("```calc\ntwice(x) = x * 2\n```");
    writeFileSync(check, "twice\n2 => 4\n5 => 10\n");
    writeFileSync(sums, "twice(x) = x * 3\n");
    const { code, stdout } = await runHere(["fix", sums, "--tests", check, ...command.slice(2), "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ fixed: true, function: "twice" });
    expect(JSON.parse(stdout).verified).toContain("tamper-resistant");
  });

  it("is refused in one line where it cannot repair its files", async () => {
    takeOut = registerLanguage(calculator);
    const { sums, command } = project();
    const { code, stdout, stderr } = await runHere(["fix", sums, ...command]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^error: .*sums\.calc is in no language that fix can repair\n {2}there is: Python \(\*\.py\)\n$/,
    );
  });
});
