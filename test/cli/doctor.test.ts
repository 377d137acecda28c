import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rowsOf, SAMPLE } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram } from "../support/program.ts";

describe("doctor", () => {
  it("names a limit that a layer does not hold, and what it shows", async () => {
    // Without namespaces, the size of a folder is held only by looking.
    const env = { SANDBOX_TIER: "landlock+seccomp" };
    const { code, stdout } = await runProgram(["doctor", "--unsafe-sandbox", "--model", "builtin:copy"], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ sandbox .*limits that it does not hold: .*disk.*; a candidate can see which paths exist/);
  });

  it.runIf(process.env.CI === "true")("--attack tries all attacks, and marks between jobs", async () => {
    const { code, stdout } = await runProgram(["doctor", "--attack", "--json"]);
    const { holds, findings } = JSON.parse(stdout) as { holds: boolean; findings: { what: string; says: string }[] };
    expect({ code, holds }).toEqual({ code: 0, holds: true });
    const says = (what: string) => findings.find((it) => it.what === what)?.says;
    expect(says("attack suite")).toMatch(/^(\d{3}) of \1 stopped$/);
    expect(says("commands")).toMatch(/bubblewrap\+seccomp; memory: .*; (\d\d) of \1 attacks stopped$/);
    expect(says("marks")).toMatch(/^(4\d) of \1 ways from one job to the next closed$/);
  });

  it("finds that all holds on a machine where the tests run", async () => {
    const { code, stdout, stderr } = await runProgram(["doctor", "--model", "builtin:copy"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/✓ canary attacks +6 of 6 stopped/);
    expect(stdout).toMatch(/✓ commands +bubblewrap.*; 3 of 3 attacks stopped|bubblewrap is not installed/);
    expect(stdout).toMatch(/✓ known fixes +36 of 36 pass/);
    expect(stdout).toMatch(/✓ known bugs +36 of 36 fail/);
    expect(stdout).toMatch(/✓ model +builtin:copy \(fp32\) answers/);
    expect(code).toBe(0);
  });

  it("names the tasks of a data set whose known fixes fail or whose bugs pass", async () => {
    const data = join(temporaryFolder(), "swapped.jsonl");
    const [first, second] = rowsOf(SAMPLE);
    const swapped = { ...first, canonical_solution: first?.buggy_solution, buggy_solution: first?.canonical_solution };
    writeFileSync(data, [swapped, second].map((row) => `${JSON.stringify(row)}\n`).join(""));
    const { code, stdout } = await runProgram(["doctor", "--dataset-path", data]);
    expect(stdout).toMatch(/✗ known fixes +1 of 2 pass.*\n +not so: SamplePython\/0 wrong_answer/);
    expect(stdout).toMatch(/✗ known bugs +1 of 2 fail.*\n +not so: SamplePython\/0 passed/);
    expect(code).toBe(1);
  });

  it("goes on after what fails, and says what to do", async () => {
    const env = { DOCKER_HOST: `unix://${temporaryFolder()}/none.sock` };
    const { code, stdout } = await runProgram(["doctor", "--sandbox", "docker", "--model", "replay:none"], { env });
    expect(stdout).toMatch(/✗ sandbox +no Docker engine answers/);
    expect(stdout).toMatch(/✗ model +.*none/);
    expect(stdout).toContain("2 of 7 checks failed.");
    expect(code).toBe(1);
  });
});
