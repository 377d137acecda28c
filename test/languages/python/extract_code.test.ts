import { describe, expect, it } from "vitest";
import { extractCode } from "../../../src/agent/extraction.ts";

const target = {
  entry_point: "total",
  declaration: "from typing import List\n\n\ndef total(xs: List[int]) -> int:\n",
};
const withHelper = {
  entry_point: "total",
  declaration: "import math\n\n\ndef half(x):\n    return x / 2\n\n\ndef total(xs):\n",
};
const program = { entry_point: "", declaration: "" };

const IMPORT = "from typing import List\n\n\n";
const CODE = "def total(xs):\n    return sum(xs)\n";

/** name · completion · what is taken out (undefined: no code) · where it was found */
const shapes: [string, string, string | undefined, string][] = [
  ["a python fence", `Here is the fix:\n\`\`\`python\n${CODE}\`\`\`\nDone.`, IMPORT + CODE, "fence"],
  ["a py fence", `\`\`\`py\n${CODE}\`\`\``, IMPORT + CODE, "fence"],
  ["a Python3 fence", `\`\`\`Python3\n${CODE}\`\`\``, IMPORT + CODE, "fence"],
  ["an unlabelled fence", `\`\`\`\n${CODE}\`\`\``, IMPORT + CODE, "fence"],
  ["tildes", `~~~python\n${CODE}~~~`, IMPORT + CODE, "fence"],
  ["four backticks", `\`\`\`\`python\n${CODE}\`\`\`\``, IMPORT + CODE, "fence"],
  ["an attribute after the label", `\`\`\`python title="a.py"\n${CODE}\`\`\``, IMPORT + CODE, "fence"],
  ["Windows line ends", `\`\`\`python\r\n${CODE.replace(/\n/g, "\r\n")}\`\`\``, IMPORT + CODE, "fence"],
  [
    "an indented fence in a list",
    "1. Fix:\n   ```python\n   def total(xs):\n       return sum(xs)\n   ```\n",
    IMPORT + CODE,
    "fence",
  ],
  [
    "a fence cut at the token limit",
    "```python\ndef total(xs):\n    return su",
    `${IMPORT}def total(xs):\n    return su\n`,
    "unclosed_fence",
  ],
  [
    "several blocks: the one that defines the entry point",
    `The bug:\n\`\`\`python\nreturn xs[0]\n\`\`\`\nFixed:\n\`\`\`python\n${CODE}\`\`\`\nUse:\n\`\`\`python\nprint(total([1]))\n\`\`\``,
    IMPORT + CODE,
    "fence",
  ],
  [
    "the bug quoted first, then the fix: the last one counts",
    `\`\`\`python\ndef total(xs):\n    return xs\n\`\`\`\nshould be\n\`\`\`python\n${CODE}\`\`\``,
    IMPORT + CODE,
    "fence",
  ],
  [
    "a shell block after it",
    `\`\`\`python\n${CODE}\`\`\`\n\`\`\`bash\npython total.py\n\`\`\``,
    IMPORT + CODE,
    "fence",
  ],
  [
    "thinking first",
    `<think>maybe\n\`\`\`python\ndef total(xs): return 0\n\`\`\`\n</think>\n\`\`\`python\n${CODE}\`\`\``,
    IMPORT + CODE,
    "fence",
  ],
  ["thinking that the template opened", `so the sum\n</think>\n\n${CODE}`, IMPORT + CODE, "bare"],
  ["thinking that never ends", `<think>\n\`\`\`python\n${CODE}\`\`\``, undefined, "none"],
  ["bare code", CODE, IMPORT + CODE, "bare"],
  ["bare code with its import", `from typing import List\n\n${CODE}`, `from typing import List\n\n${CODE}`, "bare"],
  ["prose around bare code", `Sure! Here it is.\n\n${CODE}\nThis is the sum of all.`, IMPORT + CODE, "prose"],
  ["one-word prose after bare code", `${CODE}\nExplanation: fixed\n- item`, IMPORT + CODE, "prose"],
  [
    "a decorator and an import above",
    `Fixed:\nimport functools\n\n@functools.cache\n${CODE}`,
    `${IMPORT}import functools\n\n@functools.cache\n${CODE}`,
    "prose",
  ],
  [
    "test calls below",
    `${CODE}\n# Test\nprint(total([1, 2]))`,
    `${IMPORT}${CODE}\n# Test\nprint(total([1, 2]))\n`,
    "bare",
  ],
  [
    "bare code that does not parse",
    "def total(xs):\n    return sum(xs\n",
    `${IMPORT}def total(xs):\n    return sum(xs\n`,
    "bare",
  ],
  [
    "a definition that the parser stumbles over is taken whole",
    "Here:\ndef total(xs):\n    x = 5 5\n    return sum(xs)\n\nThat is all.",
    `${IMPORT}def total(xs):\n    x = 5 5\n    return sum(xs)\n`,
    "prose",
  ],
  [
    "a number that ends in its point",
    "def total(xs):\n    return 1. / 3\n",
    `${IMPORT}def total(xs):\n    return 1. / 3\n`,
    "bare",
  ],
  ["only the body", "    return sum(xs)\n", `${target.declaration.trimEnd()}\n    return sum(xs)\n`, "body"],
  [
    "only the body, in a fence",
    "```python\n    s = 0\n    return s\n```",
    `${target.declaration.trimEnd()}\n    s = 0\n    return s\n`,
    "body",
  ],
  [
    "only the body, not indented",
    "s = 0\nfor x in xs:\n    s += x\nreturn s",
    `${target.declaration.trimEnd()}\n    s = 0\n    for x in xs:\n        s += x\n    return s\n`,
    "body",
  ],
  [
    "a body whose first line lost its indentation",
    "s = 0\n    for x in xs:\n        s += x\n    return s",
    `${target.declaration.trimEnd()}\n    s = 0\n    for x in xs:\n        s += x\n    return s\n`,
    "body",
  ],
  [
    "a class around the function",
    "```python\nclass A:\n    def total(self, xs):\n        return sum(xs)\n```",
    `${IMPORT}class A:\n    def total(self, xs):\n        return sum(xs)\n`,
    "fence",
  ],
  ["an assignment to the name", "```python\ntotal = sum\n```", `${IMPORT}total = sum\n`, "fence"],
  ["prose", "The bug is that the function returns the first item. You should use sum.", undefined, "none"],
  ["prose that Python would parse", "This is wrong", undefined, "none"],
  ["prose with inline code", "Change `xs[0]` to `sum(xs)`.", undefined, "none"],
  ["only a shell block", "```bash\nrm -rf /\n```", undefined, "none"],
  ["nothing", "", undefined, "none"],
  ["an empty fence", "```python\n```", undefined, "none"],
  [
    "another function",
    "```python\ndef sums(xs):\n    return 1\n```",
    `${IMPORT}def sums(xs):\n    return 1\n`,
    "fence",
  ],
];

describe("extractCode", () => {
  it.each(shapes)("%s", (_name, completion, code, source) => {
    expect(extractCode(completion, target)).toMatchObject({ code, source });
  });

  it("puts back the helpers that the answer left out", () => {
    const { code } = extractCode("```python\ndef total(xs):\n    return half(sum(xs))\n```", withHelper);
    expect(code).toBe(
      "import math\n\n\ndef half(x):\n    return x / 2\n\n\ndef total(xs):\n    return half(sum(xs))\n",
    );
  });

  it("leaves an answer alone that brings its own helpers", () => {
    const whole = `${withHelper.declaration}    return half(sum(xs))\n`;
    expect(extractCode(`\`\`\`python\n${whole}\`\`\``, withHelper).code).toBe(whole);
  });

  it("takes a whole program where there is no entry point", () => {
    const completion = "Here:\n```python\nn = int(input())\nprint(n)\n```";
    expect(extractCode(completion, program)).toMatchObject({ code: "n = int(input())\nprint(n)\n", source: "fence" });
  });

  it("is not held up by pages of prose around bare code", () => {
    const prose = "This is some prose, and it explains the fix: it sums.\n".repeat(1000);
    expect(extractCode(`${CODE}\n${prose}`, target)).toMatchObject({ code: IMPORT + CODE, source: "prose" });
    expect(extractCode(`${prose}\n${CODE}`, target)).toMatchObject({ code: IMPORT + CODE, source: "prose" });
  });
});
