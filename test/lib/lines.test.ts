import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Line, linesOf, readLines } from "../../src/lib/lines.ts";
import { bytesOf } from "../../src/lib/pieces.ts";
import { temporaryFolder } from "../support/folder.ts";

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

async function* pieces(...texts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text as string);
}

const told = (line: { bytes: Buffer; whole: boolean }) => [line.bytes.toString(), line.whole];

describe("lines of a file", () => {
  it("come with the place of each, however the bytes arrive", async () => {
    const path = join(temporaryFolder(), "lines");
    const texts = ["", "short", "é".repeat(700_000), "", "x".repeat(3_000_000), "last"];
    writeFileSync(path, texts.join("\n"));
    const lines = await all(readLines(path));
    expect(lines.map(told)).toEqual(texts.map((text, index) => [text, index < texts.length - 1]));
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    const bytes = Buffer.from(texts.join("\n"));
    const [head, tail] = [bytes.subarray(0, 1_000_001), bytes.subarray(1_000_001)];
    const plain = (line: Line) => ({ ...line, bytes: line.bytes.toString() });
    expect((await all(linesOf(pieces(head, tail), "f"))).map(plain)).toEqual(lines.map(plain));
    const shuffled = [...lines].reverse();
    const read = await all(bytesOf(shuffled.map((span) => ({ path, span }))));
    expect(read.map(String)).toEqual(shuffled.map((line) => `${line.bytes}${line.whole ? "\n" : ""}`));
  });

  it("that end with a line feed have no empty one after it", async () => {
    expect((await all(linesOf(pieces("a\n"), "f"))).map(told)).toEqual([["a", true]]);
    expect(await all(linesOf(pieces(""), "f"))).toEqual([]);
  });

  it("lose the byte order mark that they begin with: files get joined", async () => {
    const lines = await all(linesOf(pieces("\ufeffa\n", "\ufeffb\n"), "f"));
    expect(lines.map(told)).toEqual([
      ["a", true],
      ["b", true],
    ]);
    expect(lines.map(({ start, length }) => [start, length])).toEqual([
      [3, 2],
      [8, 2],
    ]);
  });

  it("longer than 256 MiB are named, and not kept", async () => {
    const endless = async function* () {
      yield Buffer.from("first\n");
      for (;;) yield Buffer.alloc(2 ** 24, "x");
    };
    await expect(all(linesOf(endless(), "f.jsonl"))).rejects.toThrow("f.jsonl, line 2 is longer than 256 MiB");
  });

  it("of a file that is not there are one clear line", async () => {
    await expect(all(readLines("/nowhere/x"))).rejects.toThrow("/nowhere/x: no such file");
    await expect(all(readLines("/"))).rejects.toThrow("/: is a directory");
  });
});
