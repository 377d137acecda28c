import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/command_table.ts";
import { COMMAND_NAMES, type CommandName, GROUPS } from "../../src/cli/flags/flag.ts";
import { readFlags } from "../../src/cli/flags/read.ts";
import { rowsOf, TABLE } from "../../src/cli/flags/table.ts";
import { flagText } from "../../src/cli/help.ts";
import { runHere } from "../support/command_line.ts";

const REQUIRED: { readonly [C in CommandName]?: readonly string[] } = {
  repair: ["--solution-file", "s.json"],
  compare: ["--original-file", "a.json", "--improved-file", "b.json"],
  visualize: ["--input", "r.jsonl"],
  report: ["--input", "r.jsonl"],
  rescore: ["--input", "r.jsonl"],
  export: ["--input", "r.jsonl"],
  import: ["--input", "s.jsonl", "--out", "o.jsonl"],
  merge: ["--out", "m.jsonl", "a.jsonl"],
  worker: ["--queue", "redis://localhost"],
  queue: ["--queue", "redis://localhost", "status"],
};
const read = <C extends CommandName>(command: C, ...args: string[]) =>
  readFlags(command, [...(REQUIRED[command] ?? []), ...args]);

describe("the table of flags", () => {
  it.each(COMMAND_NAMES)("%s: names and old names are each there once, and every flag has a heading", (command) => {
    const rows = rowsOf(command);
    const names = rows.flatMap(({ name, old = [] }) => [name, ...old]);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    for (const row of rows) expect(GROUPS).toContain(row.group);
  });

  it.each(COMMAND_NAMES)("%s: every default is a value that the flag can have", (command) => {
    expect(() => read(command)).not.toThrow();
  });

  it.each(COMMAND_NAMES)("%s --help shows every flag and no old name, within 120 columns", async (command) => {
    const { code, stdout, stderr } = await runHere([command, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const row of rowsOf(command)) {
      expect(stdout).toContain(`  ${flagText(row)}`);
      for (const old of row.old ?? []) expect(stdout).not.toMatch(new RegExp(`--${old}\\b(?!-)`));
    }
    expect(stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);
  });

  it("the help of the program names every command, and the flags of evaluate", async () => {
    const { stdout } = await runHere(["--help"]);
    for (const name of COMMAND_NAMES) expect(stdout).toContain(`  ${name.padEnd(30)}${COMMANDS[name].about}`);
    for (const row of rowsOf("evaluate")) expect(stdout).toContain(`  ${flagText(row)}`);
    expect((await runHere(["-h"])).stdout).toBe(stdout);
  });

  it("has no flag that no command takes", () => {
    const taken = new Set(COMMAND_NAMES.flatMap((command) => rowsOf(command).map(({ name }) => name)));
    expect(Object.keys(TABLE).filter((name) => !taken.has(name))).toEqual([]);
  });
});

describe("reading flags", () => {
  it("gives values of their types, and defaults", () => {
    const flags = read("evaluate", "--max", "3", "--timeout=2.5", "--json", "--shard", "2/3", "--temperature", "1e0");
    expect(flags).toMatchObject({ max: 3, timeout: 2.5, json: true, quiet: false, shard: { index: 2, of: 3 } });
    expect(flags).toMatchObject({ temperature: 1, iters: 0, context: "docs", "limit-memory": 1024, model: undefined });
    expect(read("repair")).toMatchObject({ iters: 3, temperature: 0.2, "max-new-tokens": 4000, sandbox: "process" });
    expect(read("fix")).toMatchObject({ timeout: 30, "limit-memory": 2048, env: [] });
    expect(read("rescore").imports).toBeUndefined();
  });

  it("takes old names for the new", () => {
    const olds = COMMAND_NAMES.flatMap((command) =>
      rowsOf(command).flatMap((row) => (row.old ?? []).map((old) => ({ command, old, row }))),
    );
    expect(olds.length).toBeGreaterThan(60);
    for (const { command, old, row } of olds) {
      const others = (REQUIRED[command] ?? [])
        .join(" ")
        .replace(/--out \S+ ?/, "")
        .split(" ")
        .filter(Boolean);
      const value = old === "search-guide" ? "examples" : "64";
      const flags: Record<string, unknown> = { ...readFlags(command, [...others, `--${old}`, value]) };
      expect(String(flags[row.name])).toBe(value);
    }
  });

  it("takes a list as often as it is given, and the words behind it", () => {
    expect(read("evaluate", "--task-id", "a", "--task-id", "b,c")["task-id"]).toEqual(["a", "b,c"]);
    expect(readFlags("report", ["--input", "a", "b", "--out", "c", "--input", "d"])).toMatchObject({
      input: ["a", "b", "d"],
      words: [],
    });
    expect(readFlags("fix", ["--env", "A", "f.py", "--env", "B"])).toMatchObject({ env: ["A", "B"], words: ["f.py"] });
    expect(readFlags("merge", ["a", "--out", "o", "b"]).words).toEqual(["a", "b"]);
    expect(readFlags("fix", ["--", "--odd.py"]).words).toEqual(["--odd.py"]);
  });

  it.each<[CommandName, string[], string, string?]>([
    ["evaluate", ["--max"], "--max needs a value"],
    ["evaluate", ["--max="], "--max needs a value"],
    ["evaluate", ["--max", "--json"], "--max needs a value"],
    ["evaluate", ["--max", "1", "--max", "2"], "--max is given more than once"],
    ["evaluate", ["--max", "0"], '--max must be a whole number of at least 1, not "0"'],
    ["evaluate", ["--temperature", "-1"], '--temperature must be a number of at least 0, not "-1"'],
    ["evaluate", ["--top-p", "0"], '--top-p must be above 0 and at most 1, not "0"'],
    ["evaluate", ["--timeout", "0"], '--timeout must be a number of seconds above 0, not "0"'],
    ["evaluate", ["--shard", "3/2"], '--shard must be I/N with I from 1 to N, not "3/2"'],
    ["evaluate", ["--context", "code"], '--context must be one of docs, tests, docs+tests, not "code"'],
    ["evaluate", ["--json=3"], '--json takes no value, not "3"'],
    [
      "evaluate",
      ["--output", "r.jsonl"],
      '--output (the old name of --limit-output KiB) must be a whole number of at least 1, not "r.jsonl"',
      "--out names the file that is written",
    ],
    [
      "evaluate",
      ["--memory", "9"],
      '--memory (the old name of --limit-memory MiB) must be a whole number of at least 64, not "9"',
    ],
    ["evaluate", ["--bogus"], "there is no flag --bogus", "see ./run.ts --help"],
    ["evaluate", ["--contxt", "docs"], "there is no flag --contxt", "did you mean --context?"],
    ["evaluate", ["--datasetPath", "x"], "there is no flag --datasetPath", "did you mean --dataset-path?"],
    ["evaluate", ["--dataset"], "there is no flag --dataset", "did you mean --dataset-path?"],
    ["evaluate", ["-x"], "there is no flag -x"],
    ["evaluate", ["--theme", "dark"], "there is no flag --theme", "it belongs to visualize"],
    ["verify", ["r.jsonl", "--iters", "1"], "there is no flag --iters", "it belongs to evaluate, fix, repair"],
    [
      "evaluate",
      ["--max", "3", "doctor"],
      "evaluate does not take doctor",
      "a command stands first: ./run.ts doctor …",
    ],
    ["doctor", ["now"], "doctor does not take now", "see ./run.ts doctor --help"],
    ["verify", ["a", "b"], "verify does not take b"],
    ["export", [], "--input must be given", "see ./run.ts export --help"],
    ["compare", [], "--original-file and --improved-file must be given"],
    ["merge", ["--out", "o"], "merge needs FILES…: the results files"],
    ["repair", ["--solution-file", "x", "--range", "3"], '--range must be two numbers with a hyphen between, not "3"'],
  ])("%s %j: one line that says what is wrong", (command, args, message, hint) => {
    let error: unknown;
    try {
      readFlags(command, args);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: "UserError", exitCode: 2, message });
    if (hint !== undefined) expect(error).toMatchObject({ hint });
  });
});

describe("the command", () => {
  it.each([
    ["evaluat", "did you mean ./run.ts evaluate?"],
    ["docter", "did you mean ./run.ts doctor?"],
    ["bananas", "see ./run.ts --help"],
  ])("%s is unknown: exit code 2, one line and what to do", async (word, hint) => {
    expect(await runHere([word, "--max", "3"])).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: there is no command ${word}\n  ${hint}\n`,
    });
  });

  it("says its version", async () => {
    const { code, stdout } = await runHere(["--version"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await runHere(["doctor", "--version"])).stdout).toBe(stdout);
  });
});
