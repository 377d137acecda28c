import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promptFingerprint } from "../../../src/agent/prompt_fingerprint.ts";
import type { SampleRecord } from "../../../src/core/index.ts";
import { languages, registerLanguage } from "../../../src/languages/index.ts";
import { runHere } from "../../support/command_line.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { ROOT } from "../../support/program.ts";
import { calculator, shellCalculator } from "./language.ts";

const TASKS = join(import.meta.dirname, "calculator.jsonl");
const PYTHON = join(ROOT, "dataset/sample_python.jsonl");

/** What the model says of each task, attempt by attempt: right at once, right at last, and what awk cannot read. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  "Calculator/0": ["```calc\nf(x) = x * 2\n```"],
  "Calculator/1": ["```calc\nup(x) = x\n```", "So:\n\n```calc\nup(x) = x + 1\n```\n"],
  "toy/2": ["```calc\nsquare(x) = x * * x\n```", "I do not know.", "cube(x) = x * x"],
};

let takeOut: () => void;
beforeAll(() => {
  takeOut = registerLanguage(calculator);
});
afterAll(() => takeOut());

function scripted(answers: Readonly<Record<string, readonly string[]>>): string {
  const file = join(temporaryFolder(), "answers.jsonl");
  const lines = Object.entries(answers).map(([task_id, completions]) => JSON.stringify({ task_id, completions }));
  writeFileSync(file, `${lines.join("\n")}\n`);
  return `scripted:${file}`;
}

async function evaluated(tasks: string, model: string, ...more: string[]) {
  const out = join(temporaryFolder(), "results.jsonl");
  const ended = await runHere(["--dataset-path", tasks, "--model", model, "--out", out, "--quiet", "--json", ...more]);
  const lines = ended.code === 0 ? readFileSync(out, "utf8").trimEnd().split("\n") : [];
  return { ...ended, out, records: lines.map((line): SampleRecord => JSON.parse(line)) };
}

describe("a language that only this test knows", () => {
  it("is evaluated from proposal to record", async () => {
    const { code, stderr, stdout, records } = await evaluated(
      TASKS,
      scripted(ANSWERS),
      "--iters",
      "2",
      "--strategy",
      "continue",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ tasks: 3, integrity: "separate-process" });
    expect(records.map((it) => it.attempts.map(({ verdict }) => verdict))).toEqual([
      ["passed"],
      ["wrong_answer", "passed"],
      ["syntax_error", "no_code", "missing_entry_point"],
    ]);
    const [first, second, third] = records;
    expect(first?.candidate).toBe("f(x) = x * 2\n");
    const system = first?.attempts[0]?.prompt[0]?.content;
    expect(system).toContain("expert Calculator programmer");
    expect(system).toContain("one ```calc block");
    expect(first?.attempts[0]?.prompt[1]?.content).toContain("Its comment says what it must do.");
    expect(second?.attempts[1]?.prompt.at(-1)?.content).toContain("f(1) is 1, not 2");
    expect(third?.attempts[0]?.failure).toMatchObject({ type: "awk", frames: [{ source: "square(x) = x * * x" }] });
    expect(JSON.stringify(records)).not.toMatch(/python/i);
  });

  it("may have a tool chain that starts other programs", async () => {
    takeOut();
    takeOut = registerLanguage(shellCalculator);
    const { records } = await evaluated(TASKS, scripted(ANSWERS), "--iters", "2");
    takeOut();
    takeOut = registerLanguage(calculator);
    expect(records.map((it) => it.attempts.map(({ verdict }) => verdict))).toEqual([
      ["passed"],
      ["wrong_answer", "passed"],
      ["syntax_error", "no_code", "missing_entry_point"],
    ]);
  });

  it("is verified and judged again", async () => {
    const { out } = await evaluated(TASKS, scripted(ANSWERS), "--iters", "2");
    const verified = await runHere(["verify", out, "--dataset-path", TASKS, "--json", "--quiet"]);
    expect(JSON.parse(verified.stdout)).toMatchObject({ holds: true });
    expect(verified.stdout).not.toContain("skipped");
  });

  it("stands beside another in one data set; each task is its own language's", async () => {
    const mixed = join(temporaryFolder(), "mixed.jsonl");
    const python = readFileSync(PYTHON, "utf8").split("\n")[0] ?? "";
    const [calc = ""] = readFileSync(TASKS, "utf8").split("\n");
    writeFileSync(mixed, `${python}\n${calc}\n`);
    const { task_id, declaration, canonical_solution } = JSON.parse(python);
    const answers = { ...ANSWERS, [task_id]: [`\`\`\`python\n${declaration}${canonical_solution}\`\`\``] };
    const { records, stderr } = await evaluated(mixed, scripted(answers));
    expect(stderr).toBe("");
    expect(records.map((it) => [it.task_id, it.verdict])).toEqual([
      [task_id, "passed"],
      ["Calculator/0", "passed"],
    ]);
    const prompts = records.map((it) => it.attempts[0]?.prompt[0]?.content ?? "");
    expect(prompts[0]).toContain("expert Python programmer");
    expect(prompts[1]).toContain("expert Calculator programmer");
  });

  it("is what --language says where a row does not", async () => {
    const silent = join(temporaryFolder(), "silent.jsonl");
    const rows = readFileSync(TASKS, "utf8")
      .trimEnd()
      .replaceAll("Calculator/", "sum/")
      .replace('"language":"calc",', "");
    writeFileSync(silent, rows);
    const answers = { "sum/0": ["f(x) = x * 2"], "sum/1": ["up(x) = x + 1"], "toy/2": ["square(x) = x * x"] };
    const unsaid = await evaluated(silent, scripted(answers));
    expect(unsaid).toMatchObject({ code: 2, stderr: expect.stringContaining('which language "sum/0" is written in') });
    const said = await evaluated(silent, scripted(answers), "--language", "calc");
    expect(said.records.map(({ verdict }) => verdict)).toEqual(["passed", "passed", "passed"]);
    const unknown = await evaluated(silent, scripted(answers), "--language", "klingon");
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/--language klingon is not known.*calc/s) });
  });

  it("has nothing to search in without mutation operators", async () => {
    const { records } = await evaluated(TASKS, "search");
    expect(records.map(({ verdict, search }) => [verdict, search?.ended_by])).toEqual([
      ["wrong_answer", "no_more_edits"],
      ["wrong_answer", "no_more_edits"],
      ["wrong_answer", "no_more_edits"],
    ]);
  });

  it("is seen by doctor, which says what to do where its tool is missing", async () => {
    const there = await runHere(["doctor", "--json"]);
    const awk = expect.stringMatching(/^verdicts: separate-process, \/.*awk$/);
    expect(JSON.parse(there.stdout).findings).toContainEqual({ what: "Calculator", ok: true, says: awk });
    takeOut();
    const lost = { ...calculator, tools: [{ name: "no-such-awk", hint: "apt-get install mawk" }] };
    takeOut = registerLanguage(lost);
    const missing = await runHere(["doctor", "--json"]);
    expect(missing.code).toBe(1);
    const says = "verdicts: separate-process, no no-such-awk";
    const finding = { what: "Calculator", ok: false, says, hint: "apt-get install mawk" };
    expect(JSON.parse(missing.stdout).findings).toContainEqual(finding);
    const run = await evaluated(TASKS, scripted(ANSWERS));
    expect(run).toMatchObject({
      code: expect.any(Number),
      stderr: expect.stringMatching(/no-such-awk is not installed/),
    });
    expect(run.stderr).toContain("apt-get install mawk");
    takeOut();
    takeOut = registerLanguage(calculator);
  });

  it("leaves the fingerprint of the other's prompts as it is", () => {
    const [python] = languages();
    expect(promptFingerprint([python!])).toBe(promptFingerprint());
    const all = [languages(), [calculator], [python!]].map((these) => promptFingerprint(these));
    expect(new Set(all).size).toBe(3);
  });
});

it("is not there once it was taken out", async () => {
  takeOut();
  const { code, stderr } = await evaluated(TASKS, scripted(ANSWERS), "--iters", "2");
  expect(code).toBe(2);
  expect(stderr).toMatch(/does not say which language "Calculator\/0"/);
  takeOut = registerLanguage(calculator);
});
