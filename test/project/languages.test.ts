import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/program.ts";

/** A language by its name, its files or its tools, or a pattern of its grammar. */
const MENTION = /python|pytest|\.py\b|\bdef(\\\\?s|\[ )/i;

/** Files outside of `languages/` that name a language all the same, and why each must. */
const ALLOWED: Readonly<Record<string, string>> = {
  "index.ts": "the library gives the tool by its name, run_python_with_tests",
  "core/execution.ts": "a field of records and run files: the version of the harness's interpreter",
  "core/run_file.ts": "the same field",
  "evaluation/describe_run.ts": "the same field",
  "solutions/run_repair.ts": "the same field",
  "sandbox/docker.ts": "the default image, and the same field",
  "sandbox/docker_container.ts": "the isolation harness is written in it: the container starts its interpreter",
  "sandbox/fork_server.ts": "the harness's own files and its environment",
  "sandbox/interpreter.ts": "finds the interpreter of the harness: SANDBOX_PYTHON",
  "sandbox/process.ts": "the harness's own canary, and the same field",
  "sandbox/remote.ts": "the same field",
  "sandbox/command.ts": "the same field",
  "sandbox/channels.ts": "names the attack program that it runs",
  "sandbox/holds.ts": "the harness's own canary",
  "sandbox/attack_suite.ts": "attacks are programs of the harness's own language",
  "judging/run_tests_tool.ts": "the tool's name, run_python_with_tests, is what bound models know it by",
  "datasets/parts.ts": "the parts of HumanEvalPack by the data set's own names",
  "models/graph/copy_graph.ts": "the built-in stand-in knows one fence: its tokens are its weights",
  "models/graph/tokenizer.ts": "the same: a change of its pieces changes its identity",
  "models/weights/architectures.ts": "the address of a source",
  "cli/command_table.ts": "the shipped sample's name, and an example",
  "cli/flags/sandbox_flags.ts": "the default image",
  "cli/commands/doctor.ts": "the shipped sample's name, and the version of the harness's interpreter",
  "cli/flags/fix_flags.ts": "a flag's old name",
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
