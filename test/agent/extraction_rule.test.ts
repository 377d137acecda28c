import { expect, it } from "vitest";
import { extractCode } from "../../src/agent/extraction.ts";

const task = { entry_point: "total", declaration: "def total(xs):\n" };
const CODE = "def total(xs):\n    return sum(xs)\n";
const WRONG = "def total(xs):\n    return 0\n";
const fence = (code: string, label = "python") => `\`\`\`${label}\n${code}\`\`\`\n`;

/** name · answer · the program */
const CASES: [string, string, string | undefined][] = [
  ["code of another language is no program", fence("x = 5\n", "javascript"), undefined],
  ["what does not parse is dropped outside of blocks", `${CODE}\nprint(total([1]\n`, CODE],
  ["text before a lone closing tag was thought", `${fence(WRONG)}</think>\n${fence(CODE)}`, CODE],
  [
    "nested thinking ends with the outer tag",
    `<think>\n<think>\na\n</think>\n${fence(WRONG)}</think>\nSum them.`,
    undefined,
  ],
  [
    "what a helper needs comes with it",
    `${fence("LOW = 0\n")}${fence("def f(x):\n    return max(x, LOW)\n")}${fence("def total(xs):\n    return f(sum(xs))\n")}`,
    "LOW = 0\n\n\ndef f(x):\n    return max(x, LOW)\n\n\ndef total(xs):\n    return f(sum(xs))\n",
  ],
  ["a word or two of code in prose is prose", "You should\nreturn it\nat the end.", undefined],
];

it.each(CASES)("%s", (_name, answer, code) => {
  expect(extractCode(answer, task).code).toBe(code);
});
