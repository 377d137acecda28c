import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/program.ts";

/** A language by its name, its files or its tools, or a pattern of its grammar. */
const MENTION = /python|pytest|\.py\b|\bdef(\\\\?s|\[ )/i;

/** Files outside of `languages/` that name a language all the same, and why each must. */
const ALLOWED: Readonly<Record<string, string>> = {
  "agent/presets/original.ts": "the words of an evaluation of Python alone",
  "judging/run_tests_tool.ts": "the tool's name, run_python_with_tests, is what bound models know it by",
  "sandbox/docker.ts": "the default image",
  "cli/flags/sandbox_flags.ts": "the default image",
  "sandbox/interpreter.ts": "SANDBOX_PYTHON, and how what it names is found and started",
  "core/sandbox_info.ts": "the name of a field in run files of every version",
  "core/run_file.ts": "the same field",
  "cli/flags/fix_flags.ts": "a flag's old name, which still works",
};

const SRC = join(ROOT, "src");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(ts|mjs)$/.test(path) && !path.startsWith("languages/"))
  .sort();
const mentions = (path: string): boolean => MENTION.test(readFileSync(join(SRC, path), "utf8"));

describe("outside of languages/", () => {
  it("no file names a language but those that have a reason", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((path) => mentions(path) && !(path in ALLOWED))).toEqual([]);
  });

  it("every reason is needed", () => {
    expect(Object.keys(ALLOWED).filter((path) => !files.includes(path) || !mentions(path))).toEqual([]);
  });

  it("nothing imports what is inside a language's folder", () => {
    const inside = files.filter((path) => /languages\/\w+\//.test(readFileSync(join(SRC, path), "utf8")));
    expect(inside).toEqual([]);
  });
});
