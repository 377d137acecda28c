import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { judgeAim, judgeRun, runTests } from "../../../../src/fix/command_run.ts";
import { readFailure, readRun } from "../../../../src/languages/python/fix/pytest_run.ts";
import { openCommandSandbox } from "../../../../src/sandbox/command.ts";
import { DEFAULT_LIMITS } from "../../../../src/sandbox/limits.ts";
import { thisMachine } from "../../../../src/sandbox/process.ts";
import { removeFolder } from "../../../../src/sandbox/remove_folder.ts";

const { bubblewrap = "" } = thisMachine();
const skip = bubblewrap === "" && process.env.CI !== "true";
const project = mkdtempSync(join(tmpdir(), "project-"));
const sandbox = openCommandSandbox({ bubblewrap, concurrency: 1 });
afterAll(() => removeFolder(project));

const end = (outcome: string): string =>
  outcome === "" ? "/>" : `><${outcome} message="m">text</${outcome}></testcase>`;

/** JUnit's XML of tests that ended so; empty: passed. */
function report(...outcomes: readonly string[]): string {
  const cases = outcomes.map((it, at) => `<testcase classname="t" name="a[x/&gt;${at}]" time="0.1" ${end(it)}`);
  return `<testsuites><testsuite>${cases.join("")}</testsuite></testsuites>`;
}

/** A command that leaves this report and ends with this status. */
function ran(exitCode: number, xml: string) {
  writeFileSync(join(project, "left.xml"), xml);
  const argv = ["/bin/sh", "-c", `cp left.xml .code_repair_junit.xml; exit ${exitCode}`];
  const job = { argv, project, files: ["left.xml"], collect: [".code_repair_junit.xml"] };
  return runTests({ sandbox, limits: DEFAULT_LIMITS, job, read: readRun }, "a.py", "");
}

describe.skipIf(skip)(`a run of pytest beside the first one${skip ? " (skipped: no bubblewrap)" : ""}`, () => {
  it.each([
    ["all pass", ["", ""], "passed"],
    ["one that failed is skipped", ["", "skipped"], "wrong_answer"],
    ["one that passed is skipped", ["skipped", ""], "wrong_answer"],
    ["one is not there", [""], "wrong_answer"],
    ["there is one more", ["", "", ""], "wrong_answer"],
  ])("where %s", async (_, outcomes, verdict) => {
    const first = await ran(1, report("", "failure"));
    expect(judgeRun(await ran(0, report(...outcomes)), first).verdict).toBe(verdict);
  });

  it("where one was skipped from the start", async () => {
    const first = await ran(1, report("failure", "skipped"));
    expect(judgeRun(await ran(0, report("", "skipped")), first).verdict).toBe("passed");
  });

  it.each([
    ["the one aimed at passes, another still fails", ["", "failure", ""], "passed"],
    ["the one aimed at still fails", ["failure", "", ""], "wrong_answer"],
    ["the one aimed at is skipped", ["skipped", "failure", ""], "wrong_answer"],
    ["another is broken", ["", "failure", "failure"], "wrong_answer"],
    ["another is skipped", ["", "failure", "skipped"], "wrong_answer"],
    ["one is not there", ["", "failure"], "wrong_answer"],
  ])("with an aim: where %s", async (_, outcomes, verdict) => {
    const first = await ran(1, report("failure", "failure", ""));
    const [id = ""] = [...first.told.keys()];
    expect(judgeAim(await ran(1, report(...outcomes)), first, [id]).verdict).toBe(verdict);
  });

  it("tells what is said of each test that failed, as it was before it was XML", async () => {
    const said = report("failure", "").replace(">text<", ">a &lt; b &amp;&amp; &quot;c&quot;&#10;&#xe; &odd;<");
    const { told } = await ran(1, said);
    expect([...told]).toEqual([["t::a[x/&gt;0]", 'a < b && "c"\n&#xe; &odd;']]);
  });

  it("is not held up by a forged report", async () => {
    const { outcomes } = await ran(0, "<testcase >".repeat(90_000));
    expect(outcomes?.size).toBe(1);
  });
});

describe("lines of a file in a stack trace", () => {
  it("are not those of another whose name ends alike", () => {
    const output =
      'test_two.py:5: in test\nsub/two.py:7: in f\ntwo.py:9: in g\n  File "/a/test_two.py", line 3\n  File "/a/two.py", line 4\nE   ValueError: no\n';
    expect(readFailure(output, "two.py")?.frames.map(({ line }) => line)).toEqual([7, 9, 4]);
  });
});
