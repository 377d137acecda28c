import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { flagsPage } from "../../src/cli/flags/page.ts";
import { ROOT, runProgram } from "../support/program.ts";

const LONG = process.env.CI === "true";
const SCRIPTS = readdirSync(join(ROOT, "scripts")).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));

function state(): string {
  return execFileSync("git", ["status", "--short"], { cwd: ROOT, encoding: "utf8" });
}

describe("a script", () => {
  it.each(SCRIPTS)("%s answers --help without doing its work", async (name) => {
    const path = join("scripts", name);
    // What does not look for --help would do its work now.
    expect(readFileSync(join(ROOT, path), "utf8")).toMatch(/\bscript\(|--help/);
    const before = state();
    const help = await runProgram([path, "--help"], { script: true });
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toMatch(/^(npx tsx scripts\/|[A-Z]).+\n\n.+/);
    expect(state()).toBe(before);
  });

  // They read their flags in one place.
  it.each(LONG ? SCRIPTS : SCRIPTS.slice(0, 3))("%s answers a wrong flag in one line", async (name) => {
    const wrong = await runProgram([join("scripts", name), "--bogus-flag"], { script: true });
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toMatch(/^error: .*--?bogus-flag.*\n( {2}.+\n)?$/);
  });

  it("fails in one line, with a stack trace for --debug only", async () => {
    const args = [join("scripts", "known_answers.ts"), "--out", "/proc/no/x", "--dataset-path", "/none.jsonl"];
    const short = await runProgram(args, { script: true });
    expect(short).toMatchObject({ code: 2, stdout: "" });
    expect(short.stderr).toMatch(/^error: \/none\.jsonl: no such file\n( {2}.+\n)?$/);
    const long = await runProgram([...args, "--debug"], { script: true });
    expect(long.stderr).toMatch(/^ +at .*tasks|^ +at /m);
    expect(existsSync("/proc/no/x")).toBe(false);
  });
});

describe("docs/flags.md", () => {
  it("is what scripts/write_flags_page.ts writes", () => {
    expect(readFileSync(join(ROOT, "docs", "flags.md"), "utf8")).toBe(flagsPage());
  });
});
