import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bytesOf, type Line, linesOf, readLines } from "../../src/lib/lines.ts";
import { temporaryFolder } from "../support/folder.ts";

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const told = (line: { bytes: Buffer; whole: boolean }) => [line.bytes.toString(), line.whole];

describe("lines of a file", () => {
  it("are the same in memory and in pieces, with the place of each", async () => {
    const path = join(temporaryFolder(), "lines");
    const texts = ["", "short", "é".repeat(700_000), "", "x".repeat(3_000_000), "last"];
    writeFileSync(path, texts.join("\n"));
    const lines = await all(readLines(path));
    const plain = (line: Line) => ({ ...line, bytes: line.bytes.toString() });
    expect(lines.map(plain)).toEqual([...linesOf(Buffer.from(texts.join("\n")))].map(plain));
    expect(lines.map(told)).toEqual(texts.map((text, index) => [text, index < texts.length - 1]));
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    const shuffled = [...lines].reverse();
    const pieces = await all(bytesOf(shuffled.map((span) => ({ path, span }))));
    expect(pieces.map(String)).toEqual(shuffled.map(({ bytes, whole }) => `${bytes}${whole ? "\n" : ""}`));
  });

  it("that end with a line feed have no empty one after it", () => {
    expect([...linesOf(Buffer.from("a\n"))].map(told)).toEqual([["a", true]]);
    expect([...linesOf(Buffer.from(""))]).toEqual([]);
  });

  it("of a file that is not there are one clear line", async () => {
    await expect(all(readLines("/nowhere/x"))).rejects.toThrow("/nowhere/x: no such file");
    await expect(all(readLines("/"))).rejects.toThrow("/: is a directory");
  });
});
