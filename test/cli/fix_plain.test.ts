/** `fix --tests`: plain asserts in their order, of a file with more than one bug. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram } from "../support/program.ts";

const WRONG = `def half(n):
    return n // 3


def pairs(values):
    found = []
    for at in range(len(values)):
        found.append((values[at], half(at)))
    return found
`;
const HALF = "def half(n):\n    return n // 2\n";
const PAIRS = "def pairs(values):\n    return [(it, half(at + 1)) for at, it in enumerate(values)]\n";
const CHECKS = `from pair import half, pairs
assert half(4) == 2
assert half(8) == 4
assert pairs([]) == []
assert pairs([7, 8]) == [(7, 0), (8, 1)]
`;

interface Given {
  readonly source?: string;
  readonly checks?: string;
  /** Answers of a model, by function. */
  readonly answers?: Readonly<Record<string, readonly string[]>>;
}

async function fixed({ source = WRONG, checks = CHECKS, answers }: Given, ...more: string[]) {
  const root = temporaryFolder();
  const file = join(root, "pair.py");
  writeFileSync(file, source);
  writeFileSync(join(root, "checks.py"), checks);
  const lines = Object.entries(answers ?? {}).map(([task_id, programs]) => ({
    task_id,
    completions: programs.map((it) => `\`\`\`python\n${it}\`\`\``),
  }));
  writeFileSync(join(root, "script.jsonl"), lines.map((it) => `${JSON.stringify(it)}\n`).join(""));
  const model = answers === undefined ? "search" : "scripted:script.jsonl";
  const args = ["fix", "pair.py", "--tests", "checks.py", "--model", model, "--seconds", "600", "--apply", "--force"];
  const run = await runProgram([...args, ...more], { cwd: root });
  return { ...run, text: readFileSync(file, "utf8") };
}

describe("plain asserts of a file", { timeout: 240_000 }, () => {
  it("with a bug in each of two functions: one is repaired after the other, each in the file as it then is", async () => {
    const { code, stdout, text } = await fixed({ answers: { half: [HALF], pairs: [PAIRS] } }, "--json");
    expect({ code, text }).toEqual({ code: 0, text: `${HALF}\n\n${PAIRS}` });
    expect(JSON.parse(stdout)).toMatchObject({ fixed: true, function: "half, pairs", attempts: 2 });
  });

  it("keep what was repaired where the other function stays wrong, and say so", async () => {
    const { code, stdout, text } = await fixed({
      answers: { half: [HALF], pairs: ["def pairs(values):\n    return []\n"] },
    });
    expect(code).toBe(1);
    expect(text).toBe(WRONG.replace("n // 3", "n // 2"));
    expect(stdout).toContain("other assertions still fail; verified by the tamper-resistant judge");
  });

  it("are not passed by half: a function that gets further and fails again is not repaired", async () => {
    const further = "def half(n):\n    return 2\n";
    const { code, text, stderr } = await fixed({ answers: { half: [further] } }, "--iters", "0");
    expect({ code, text }).toEqual({ code: 1, text: WRONG });
    expect(stderr).toContain("no repair found for half");
  });

  it("lead the search from one bug to the next in the same function", async () => {
    const source =
      "def clip(value, low, high):\n    if value > low:\n        return low\n    if value < high:\n        return high\n    return value\n";
    const checks =
      "from pair import clip\nassert clip(1, 3, 9) == 3\nassert clip(12, 3, 9) == 9\nassert clip(5, 3, 9) == 5\nassert clip(9, 3, 9) == 9\n";
    const { code, text } = await fixed({ source, checks }, "--search-budget", "200");
    expect({ code, text }).toEqual({ code: 0, text: source.replace("> low", "< low").replace("< high", "> high") });
  });
});
