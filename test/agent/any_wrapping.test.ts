import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractCode } from "../../src/agent/extraction.ts";

const LONG = process.env.CI === "true";
const DECLARATION = "from math import floor\n\n\ndef half(x):\n    return x / 2\n\n\ndef total(xs, most=9):\n";
const BUGGY = "    best = 0\n    for x in xs:\n        best = x\n    return best\n";
const task = { entry_point: "total", declaration: DECLARATION, buggy_solution: BUGGY };
const BUG = DECLARATION + BUGGY;

/** Marks of every kind as text of a program, where they mean nothing. */
const TEXTS = [
  "```",
  "```python",
  "~~~",
  "<think>",
  "</thinking>",
  "[THINK]",
  "<|im_end|>",
  "</s>",
  "\u200b",
  "it's",
  "#",
];

const literal = fc.constantFrom(...TEXTS).map((text) => JSON.stringify(text).replaceAll("\\u200b", "\u200b"));
const docstring = fc
  .array(fc.constantFrom("Sum them.", ">>> total([1])", "", "- at `most`", ...TEXTS.slice(0, -3)), {
    minLength: 1,
    maxLength: 5,
  })
  .chain((lines) =>
    fc
      .boolean()
      .map((margin) => `    """Text.\n${lines.map((line) => (margin ? line : `    ${line}`)).join("\n")}\n    """\n`),
  );
const statement = fc.oneof(
  literal.map((text) => `    mark = ${text}\n    xs = [x for x in xs if x != mark]\n`),
  fc.constantFrom(
    "    # count them\n    n = len(xs)\n",
    "    for x in xs:\n        if x > most:\n            break\n    else:\n        most += 1\n",
    "    state = [0]\n    THINK = 0\n    state[THINK] += 1\n",
    "    try:\n        most = max(xs)\n    except ValueError:\n        return 0\n",
    "\n    def inner(y):\n        return half(y)\n\n",
  ),
);
const above = fc.constantFrom(
  "",
  "import math\n\n\n",
  "LIMIT = 3\n\n\n",
  "from __future__ import annotations\n\n\n",
  "@staticmethod\n",
);
const program = fc
  .tuple(above, fc.option(docstring, { nil: "" }), fc.array(statement, { maxLength: 4 }))
  .map(([head, doc, lines]) => `${head}def total(xs, most=9):\n${doc}${lines.join("")}    return sum(xs)`);

const PROSE = [
  "Sure! Here is the corrected function.",
  "The bug: `best` was overwritten, so the last item won.",
  "- it's now the sum\n- nothing else has changed",
  "1. Read the items.\n2. Add them (all of them).",
  "**Explanation**\n\nTime complexity: O(n)",
  "## Notes",
  "---",
  "Note: this returns 0 for an empty list; is that what you want?",
  "for the first item it returns x,\nif there is one",
  "Example (short)\n\ntotal([1, 2]) -> 3",
  "I hope this helps! Let me know if you have questions.",
];
const prose = fc.array(fc.constantFrom(...PROSE), { maxLength: 3 }).map((all) => all.join("\n\n"));

const fenced = fc
  .tuple(
    fc.constantFrom("python", "py", "", "code", "main.py", "Python3"),
    fc.constantFrom("```", "````", "~~~"),
    fc.nat(4),
  )
  .map(([label, mark, end]) => (code: string) => {
    const closed = [`${code}\n${mark}`, `${code}\n${mark}.`, `${code}\n${mark} That is it.`, `${code}\n${mark}`, code][
      end
    ];
    return `${mark}${label}\n${closed}`;
  });
const body = fc.oneof({ weight: 4, arbitrary: fenced }, { weight: 1, arbitrary: fc.constant((code: string) => code) });
const thought = fc
  .tuple(fc.constantFrom("", "think", "Thinking", "REASONING"), prose, fc.boolean())
  .map(([tag, text, draft]) =>
    tag === "" ? "" : `<${tag}>\n${text}\n${draft ? `\`\`\`python\n${BUG}` : ""}\n</${tag}>\n`,
  );
const aside = fc.constantFrom(
  "",
  "\n\n```python\nprint(total([1, 2]))\n```",
  "\n\n```\n3\n```",
  "\n\n```bash\npython3 main.py\n```",
  `\n\nIt was:\n\n\`\`\`python\n${BUG}\`\`\``,
);
const end = fc.constantFrom("", "\n", "<|im_end|>", "\n</s>", "\n<|endoftext|>Human: more");

/** Without what was put above it, and without headings beside it, which are comments to Python. */
function own(found: string | undefined): string | undefined {
  return found
    ?.replace(/from math import floor[\s\S]*?return x \/ 2\n\n\n/, "")
    .replace(/^(#.*\n+)+/, "")
    .replace(/(\n+#.*)+\n$/, "\n");
}

describe("any program in any wrapping", () => {
  it("comes out as it went in, with what it left out above it", { timeout: 600_000 }, () => {
    const answer = fc.record({ program, thought, before: prose, body, after: prose, aside, end });
    fc.assert(
      fc.property(answer, ({ program: code, thought: tags, before, body: wrap, after, aside: block, end: token }) => {
        const text = `${tags}${before}\n\n${wrap(code)}\n\n${after}${block}${token}`;
        const found = extractCode(text, task);
        expect(found.rule).toBe("entry");
        expect(own(found.code)).toBe(`${code}\n`);
        expect(found.code).toContain("def half(x):");
        expect(found.code).not.toMatch(/^(?!#).+\n[\s\S]*from __future__/m);
      }),
      { numRuns: LONG ? 3000 : 150, seed: 15 },
    );
  });
});

describe("prose is never judged as code", () => {
  const WORDS =
    "the function returns a wrong value because it never counts first item so use sum instead of xs and not x is in for if return while pass print import from with class list true none this that".split(
      " ",
    );
  const word = fc.constantFrom(...WORDS);
  const sentence = fc
    .tuple(
      fc.array(word, { minLength: 3, maxLength: 14 }),
      fc.constantFrom(".", ":", "!", "?", "", ",", ";"),
      fc.constantFrom("", "- ", "1. ", "> ", "# ", "**"),
    )
    .map(([words, stop, mark]) => `${mark}${words.join(" ").replace(/^./, (it) => it.toUpperCase())}${stop}`);
  const text = fc
    .array(fc.oneof(sentence, fc.constantFrom(...PROSE, "")), { minLength: 1, maxLength: 8 })
    .map((it) => it.join("\n"));

  it.each([
    ["a function", task],
    ["a whole program", { entry_point: "", declaration: "" }],
  ])("where %s is wanted", { timeout: 300_000 }, (_, wanted) => {
    fc.assert(
      fc.property(text, fc.constantFrom("", "```", "```text", "<answer>"), (words, mark) => {
        expect(extractCode(mark === "" ? words : `${mark}\n${words}\n${mark}`, wanted)).toEqual({
          code: undefined,
          source: "none",
        });
      }),
      { numRuns: LONG ? 3000 : 150, seed: 15 },
    );
  });
});
