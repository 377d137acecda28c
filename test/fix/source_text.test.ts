import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSource, written } from "../../src/fix/source_text.ts";
import { temporaryFolder } from "../support/folder.ts";

const sourceOf = (whole: string) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.py"), whole);
  return readSource(join(folder, "a.py"), folder);
};

describe("a file that is read and written back", () => {
  it.each([
    ["CRLF", "a = 1\r\nb = 2\r\nc = 3\r\n", "a = 1\r\nb = 5\r\nc = 3\r\n"],
    ["a byte order mark", "\uFEFFa = 1\nb = 2\n", "\uFEFFa = 1\nb = 5\n"],
    ["both", "\uFEFFa = 1\r\nb = 2\r\n", "\uFEFFa = 1\r\nb = 5\r\n"],
    ["line ends of both kinds", "a = 1\r\nb = 2\nc = 3\r\nd = 4\n", "a = 1\r\nb = 5\nc = 3\r\nd = 4\n"],
    ["no line end at its end", "a = 1\r\nb = 2", "a = 1\r\nb = 5"],
    ["blanks at the ends of lines", "a = 1  \n\t\nb = 2\n", "a = 1  \n\t\nb = 5\n"],
  ])("keeps %s", (_, whole, wanted) => {
    const source = sourceOf(whole);
    expect(source.text).not.toMatch(/\uFEFF|\r/);
    expect(written(source, source.text.replace("b = 2", "b = 5"))).toBe(wanted);
  });

  it("keeps every byte of what has not changed", () => {
    const line = fc.tuple(fc.constantFrom("a", "b = 1", "", "\t", "x  "), fc.constantFrom("\n", "\r\n"));
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (lines, mark) => {
        const whole = (mark ? "\uFEFF" : "") + lines.map(([text, end]) => text + end).join("");
        const text = whole.replace("\uFEFF", "").replaceAll("\r\n", "\n");
        expect(written({ whole, text }, text)).toBe(whole);
        expect(written({ whole, text }, `new\n${text}`).endsWith(whole.replace("\uFEFF", ""))).toBe(true);
      }),
    );
  });

  it("is a plain file of the project, with text", () => {
    const [folder, outside] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(outside, "secret.py"), "a = 1\n");
    symlinkSync(join(outside, "secret.py"), join(folder, "link.py"));
    expect(() => readSource(join(folder, "link.py"), folder)).toThrow("leads out of the project");
    execFileSync("python3", ["-c", `import os; os.mkfifo("${join(folder, "pipe.py")}")`]);
    expect(() => readSource(join(folder, "pipe.py"), folder)).toThrow("cannot be read");
    symlinkSync("/dev/zero", join(folder, "zero.py"));
    expect(() => readSource(join(folder, "zero.py"), "/")).toThrow("cannot be read");
    mkdirSync(join(folder, "folder.py"));
    expect(() => readSource(join(folder, "folder.py"), folder)).toThrow("cannot be read");
    writeFileSync(join(folder, "latin.py"), Buffer.from([0x61, 0xe9]));
    expect(() => readSource(join(folder, "latin.py"), folder)).toThrow("no UTF-8");
    expect(() => readSource(join(folder, "none.py"), folder)).toThrow("it is not there");
  });
});
