import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { extractCode } from "../../../src/agent/extraction.ts";
import { DEFAULT_LANGUAGE } from "../../../src/languages/index.ts";
import { endsWithCode } from "../../../src/models/decoding/stop_at_code.ts";
import { NO_SHARED_DATA, sharedData } from "../../support/shared_data.ts";

const buggy = "def f(x):\n    return x - 1\n";
const { textRules } = DEFAULT_LANGUAGE;
const wanted = { ...textRules("f"), buggy };
const block = (code: string, mark = "```python"): string => `Here:\n\n${mark}\n${code}\`\`\``;
const FIXED = "def f(x):\n    return x + 1\n";

describe("an answer ends with its code", () => {
  it("where a block with the function has just closed", () => {
    expect(endsWithCode(block(FIXED), wanted)).toBe(true);
    expect(endsWithCode(`${block(FIXED)}\n`, wanted)).toBe(true);
    expect(endsWithCode(block(FIXED, "```"), wanted)).toBe(true);
  });

  it.each([
    ["while the block is open", `Here:\n\`\`\`python\n${FIXED}`],
    ["where the block only repeats the bug", block(buggy)],
    ["nor the bug with a comment and a docstring", block('def f(x):\n    """One less."""\n    return x - 1  # here\n')],
    ["where it defines something else", block("def g(x):\n    return x + 1\n")],
    ["where words follow", `${block(FIXED)}\n\nThis works because`],
    ["in a sentence", "Use ```f``` in a block ```"],
  ])("not %s", (_name, text) => {
    expect(endsWithCode(text, wanted)).toBe(false);
  });

  const tasks = sharedData("humanevalpack/python.jsonl");
  const why = tasks === undefined ? NO_SHARED_DATA : "164 known fixes, each as an answer with words around it";
  it.skipIf(tasks === undefined)(`at no other place than where its code ends (${why})`, () => {
    const lines = readFileSync(tasks as string, "utf8")
      .trim()
      .split("\n");
    const rows = lines.map((line) => JSON.parse(line));
    const changed = rows.filter((task) => {
      const [buggy, fixed] = [task.declaration + task.buggy_solution, task.declaration + task.canonical_solution];
      const answer = `The bug is here:\n\n${block(buggy)}\n\nIt should be:\n\n${block(fixed)}\n\nThat is \`all\`.\n`;
      const ends = [...answer.matchAll(/```/g)].map(({ index }) => index + 3);
      const at = ends.find((end) => endsWithCode(answer.slice(0, end), { ...textRules(task.entry_point), buggy }));
      return at === undefined || extractCode(answer.slice(0, at), task).code !== extractCode(answer, task).code;
    });
    expect(changed.map((it) => it.task_id)).toEqual([]);
  });
});
