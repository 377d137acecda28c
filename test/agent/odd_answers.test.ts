import { describe, expect, it } from "vitest";
import { extractCode } from "../../src/agent/extraction.ts";
import { FIXED, ODD_ANSWERS, TASK } from "../support/odd_answers.ts";

/** Without comment lines and blank lines: a heading above code is a comment. */
function bare(code: string): string {
  return code
    .replace(/^#.*\n+/gm, "")
    .replace(/\n{2,}/g, "\n")
    .trim();
}

describe("the program in an answer as models send it", () => {
  it.each(ODD_ANSWERS)("%s", (_name, answer, wanted) => {
    const { code, source } = extractCode(answer, TASK);
    if (wanted instanceof RegExp) expect(code).toMatch(wanted);
    else if (wanted === "none") expect({ code, source }).toEqual({ code: undefined, source: "none" });
    else expect(bare(code ?? "")).toBe(bare(FIXED));
  });
});
