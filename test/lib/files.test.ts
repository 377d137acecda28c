import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeFolder, sha256OfFile, writeAtomically } from "../../src/lib/files.ts";
import { recall, remember } from "../../src/lib/remembered.ts";
import { temporaryFolder } from "../support/folder.ts";

describe("writeAtomically", () => {
  it("replaces a file by another, and leaves no draft", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a");
    await writeAtomically(path, "first");
    await writeAtomically(path, ["second", ", in pieces"]);
    expect(readFileSync(path, "utf8")).toBe("second, in pieces");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("keeps what was there while the new one is written, and where writing fails", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a");
    writeFileSync(path, "old");
    const seen: string[] = [];
    async function* pieces() {
      for (const piece of ["new ", "text"]) {
        seen.push(readFileSync(path, "utf8"));
        yield piece;
      }
      if (seen.length === 4) throw new Error("enough");
    }
    await writeAtomically(path, pieces());
    expect(seen).toEqual(["old", "old"]);
    await expect(writeAtomically(path, pieces())).rejects.toThrow(`${path} cannot be written (enough)`);
    expect(readFileSync(path, "utf8")).toBe("new text");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("lets several write at once: the file is one of theirs", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a");
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
    await Promise.all(texts.map((text) => writeAtomically(path, text)));
    expect(texts).toContain(readFileSync(path, "utf8"));
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("gives the file the permissions that it is told", async () => {
    const path = join(temporaryFolder(), "a");
    for (const mode of [0o666, 0o750]) {
      await writeAtomically(path, "x", 0o100000 | mode);
      expect(statSync(path).mode & 0o777).toBe(mode);
    }
  });

  it("names the file that cannot be written", async () => {
    await expect(writeAtomically("/nowhere/x", "")).rejects.toThrow("/nowhere/x cannot be written (ENOENT)");
  });
});

describe("makeFolder", () => {
  it("makes all that is missing, and says which cannot be made", async () => {
    const folder = temporaryFolder();
    await makeFolder(join(folder, "a", "b", "c"));
    expect(existsSync(join(folder, "a", "b", "c"))).toBe(true);
    writeFileSync(join(folder, "file"), "");
    await expect(makeFolder(join(folder, "file", "x"), "--here")).rejects.toMatchObject({
      message: `${join(folder, "file", "x")} cannot be made (ENOTDIR)`,
      hint: "give another --here",
    });
  });
});

describe("sha256OfFile", () => {
  it("is the hash of the bytes", async () => {
    const path = join(temporaryFolder(), "a");
    writeFileSync(path, "x".repeat(300_000));
    expect(await sha256OfFile(path)).toBe(createHash("sha256").update("x".repeat(300_000)).digest("hex"));
    await expect(sha256OfFile("/nowhere/x")).rejects.toThrow("/nowhere/x: no such file");
  });
});

describe("what is remembered", () => {
  const schema = z.object({ size: z.number() });

  it("is recalled, in a folder that was not there", async () => {
    const path = join(temporaryFolder(), "a", "b.json");
    expect(await recall(path, schema)).toBeUndefined();
    await remember(path, { size: 3 });
    expect(await recall(path, schema)).toEqual({ size: 3 });
  });

  it("is nothing where it is torn, of another shape, or cannot be written", async () => {
    const path = join(temporaryFolder(), "b.json");
    for (const text of ['{"size":', '{"size":"3"}', ""]) {
      writeFileSync(path, text);
      expect(await recall(path, schema)).toBeUndefined();
    }
    mkdirSync(`${path}x`);
    await remember(`${path}x`, { size: 3 });
    await remember("/proc/nowhere/x", { size: 3 });
  });
});
