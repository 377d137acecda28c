import { parser } from "@lezer/python";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { extractCode } from "../../../src/agent/extraction.ts";
import { python } from "../../../src/languages/python/index.ts";
import { endsWithCode } from "../../../src/models/decoding/stop_at_code.ts";

const LONG = process.env.CI === "true";
const target = { entry_point: "f", declaration: "def f(x):\n" };
/** What is given to the parser for one answer, however long it is: characters, not seconds. */
const MOST = 8 << 20;
let parsed = 0;

beforeEach(() => {
  parsed = 0;
  const proto = Object.getPrototypeOf(parser) as typeof parser;
  const parse = proto.parse;
  vi.spyOn(proto, "parse").mockImplementation(function (this: typeof parser, input, ...rest) {
    parsed += typeof input === "string" ? input.length : 0;
    return parse.call(this, input, ...rest);
  });
});
afterEach(() => vi.restoreAllMocks());

const FRAGMENTS = [
  ...[
    "(",
    "[",
    "{",
    ")",
    "]}",
    "<think>",
    "</think>",
    "<think>a</think>",
    "```",
    "```python\n",
    "```\n",
    "~~~",
    "`",
    " ",
  ],
  ...[
    "\n",
    "\t",
    " \n",
    "\r",
    "\f",
    "\0",
    '"',
    "'''",
    '"""\n',
    'f"{',
    "\\\n",
    "1.",
    "1",
    ".",
    "é",
    "# a\n",
    "* ",
    "- a\n",
  ],
  ...[
    "def f(x):\n",
    "def f(x):\n    return 1\n",
    "    return 1\n",
    "return ",
    "if x:\n",
    "lambda:",
    "not ",
    "-",
    "1+",
    ".b",
  ],
  ...[
    "This is wrong, because it never ends.\n",
    "x = 1\n",
    "@a\n",
    "class A:\n",
    "import a\n",
    "x;",
    "a: ",
    "()",
    "1 if 1 else ",
  ],
];
const repeated = (fragment: string, length: number) => fragment.repeat(Math.ceil(length / fragment.length));

describe("an answer costs no more than so much", () => {
  it.each(LONG ? FRAGMENTS : FRAGMENTS.filter((_, at) => at % 6 === 0))(
    "where it is nothing but %j",
    { timeout: 120_000 },
    (fragment) => {
      for (const head of ["", "def f(x):\n    return 1\n", "```python\n"]) {
        parsed = 0;
        extractCode(head + repeated(fragment, 100_000), target);
        expect(parsed).toBeLessThan(MOST);
      }
    },
  );

  it("whatever it is made of", { timeout: 300_000 }, () => {
    const piece = fc.tuple(fc.constantFrom(...FRAGMENTS), fc.integer({ min: 1, max: 20_000 }));
    const answers = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => {
      return pieces.map(([fragment, length]) => repeated(fragment, length)).join("");
    });
    fc.assert(
      fc.property(answers, (answer) => {
        parsed = 0;
        const { code, source } = extractCode(answer, target);
        expect(parsed).toBeLessThan(MOST);
        expect(code === undefined).toBe(source === "none");
      }),
      // The same answers everywhere: a counterexample is to be mended where it was found.
      { numRuns: LONG ? 200 : 5, seed: 20 },
    );
  });

  it("of which the parser makes a tree with holes is no code, and no error", () => {
    const answer = repeated("~~~", 14_914) + "(".repeat(7) + repeated("class A:\n", 1018);
    expect(extractCode(answer, target)).toEqual({ code: undefined, source: "none" });
  });

  it("and 28,000 brackets are an answer like another", () => {
    const nested = `def f(x):\n    return ${"[".repeat(28_000)}${"]".repeat(28_000)}\n`;
    expect(extractCode(nested, target)).toMatchObject({ code: nested, source: "bare" });
    expect(extractCode(`\`\`\`python\n${nested}\`\`\``, target)).toMatchObject({ code: nested, source: "fence" });
  });
});

describe("an entry point is a name, not an expression", () => {
  it.each(["(", "f(", "[", "*", "\\", "(a+)+$", "f|g", "$", "f\nx"])("%j", (entry_point) => {
    const odd = { entry_point, declaration: `def ${entry_point}(x):\n` };
    const answer = `def ${"a".repeat(40)}!(x):\n    return 1\n`;
    expect(() => extractCode(answer, odd)).not.toThrow();
    expect(() =>
      endsWithCode(`\`\`\`python\n${answer}\`\`\`\n`, { ...python.textRules(entry_point), buggy: "" }),
    ).not.toThrow();
  });
});
