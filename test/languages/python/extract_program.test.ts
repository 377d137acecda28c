import { describe, expect, it } from "vitest";
import { extractCode } from "../../../src/agent/extraction.ts";

const program = (reply: string): string | undefined => extractCode(reply, { entry_point: "", declaration: "" }).code;
const fenced = (...blocks: string[]): string => blocks.map((it) => `Text.\n\n\`\`\`${it}\n\`\`\`\n`).join("\n");

describe("a whole program in a reply", () => {
  it("is the last Python block that reads input", () => {
    const reply = fenced("python\nprint(int(input()))", "python\nn = int(input())\nprint(n + 1)");
    expect(program(reply)).toBe("n = int(input())\nprint(n + 1)\n");
  });

  it.each([
    ["a sample of input and output", "\n3\n1 2 3"],
    ["a sample in words", "text\nYES"],
    ["a shell command", "bash\npython3 program.py < input.txt"],
    ["a function on its own", "python\ndef helper(x):\n    return x"],
    ["a sample that is Python as well", "\n5"],
  ])("is not %s that follows it", (_name, block) => {
    expect(program(fenced("python\nprint(input())", block))).toBe("print(input())\n");
  });

  it.each([
    ["sys.stdin", "import sys\nprint(sys.stdin.read())"],
    ["open(0)", "print(open(0).read())"],
    ["open( 0 )", "print(open( 0 ).read())"],
  ])("reads its input with %s", (_name, code) => {
    expect(program(fenced(`python\n${code}`, "python\nprint('an example')"))).toBe(`${code}\n`);
  });

  it("may read no input at all, and stand without a fence", () => {
    expect(program(fenced("python\nprint(1)"))).toBe("print(1)\n");
    expect(program("print(input())\n")).toBe("print(input())\n");
    expect(program("n = int(input())\nfor i in range(n):\n\tprint(i)")).toBe(
      "n = int(input())\nfor i in range(n):\n\tprint(i)\n",
    );
  });

  it("is not made of prose", () => {
    expect(program("I do not know how to solve this problem.")).toBeUndefined();
  });
});
