import { execFileSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { removeFolder } from "../../src/sandbox/remove_folder.ts";
import { runName } from "../../src/sandbox/run_name.ts";
import { Slots } from "../../src/sandbox/slots.ts";

const BASE = mkdtempSync(join(tmpdir(), "remove-folder-"));

/** Folders nested far deeper than a path may be long, with a file at the bottom: Node itself cannot remove them. */
function deep(path: string): void {
  mkdirSync(path);
  execFileSync("python3", [
    ...["-c", "import os, sys\nos.chdir(sys.argv[1])\nfor _ in range(60): os.mkdir('d' * 200); os.chdir('d' * 200)"],
    path,
  ]);
}

afterAll(() => removeFolder(BASE));

/** Another test's sandbox, starting at the same time, would remove what this one is about: it looks elsewhere. */
function useOwnFolder(): void {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = mkdtempSync(join(BASE, "own-"));
  onTestFinished(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
}

describe("what candidates leave is removed", () => {
  it("at any depth", () => {
    const path = join(BASE, "deep");
    deep(path);
    expect(() => rmSync(path, { recursive: true, force: true })).toThrow(/ENAMETOOLONG/);
    removeFolder(path);
    expect(existsSync(path)).toBe(false);
  });

  it("without following a link, and where permissions were taken away", () => {
    const path = join(BASE, "hostile");
    const outside = join(BASE, "outside");
    mkdirSync(join(path, "a", "b"), { recursive: true });
    mkdirSync(outside);
    writeFileSync(join(outside, "kept"), "kept");
    symlinkSync(outside, join(path, "a", "b", "link"));
    execFileSync("chmod", ["0", join(path, "a", "b"), join(path, "a")]);
    removeFolder(path);
    expect(existsSync(path)).toBe(false);
    symlinkSync(outside, path);
    removeFolder(path);
    expect(existsSync(path)).toBe(false);
    expect(readFileSync(join(outside, "kept"), "utf8")).toBe("kept");
  });

  it("whatever its names are", () => {
    const path = join(BASE, "names");
    mkdirSync(path);
    const make = String.raw`import os, sys; os.chdir(sys.argv[1]); os.makedirs(b'\xff/\xfe/a'); open(b'\xff/\xfd', 'w'); open(b'f\n\xff', 'w')`;
    execFileSync("python3", ["-c", make, path]);
    removeFolder(path);
    expect(existsSync(path)).toBe(false);
  });

  it.skipIf(process.getuid?.() !== 0)("but not what another user made under such a name", async () => {
    useOwnFolder();
    const left = join(tmpdir(), `${runName().replace(/\d+-$/, "1-")}1`);
    mkdirSync(left);
    writeFileSync(join(left, "kept"), "kept");
    chownSync(left, 65534, 65534);
    const lines: string[] = [];
    await Slots.open((line) => lines.push(line));
    expect(lines.join("\n")).toContain("belongs to another user");
    expect(readFileSync(join(left, "kept"), "utf8")).toBe("kept");
    removeFolder(left);
  });

  it("at the start of a later run, whatever a dead one left", async () => {
    useOwnFolder();
    // This process, as if it had been started at another time: a name whose maker is dead.
    const left = join(tmpdir(), `${runName().replace(/\d+-$/, "1-")}0`);
    deep(left);
    const lines: string[] = [];
    await Slots.open((line) => lines.push(line));
    expect(existsSync(left)).toBe(false);
    expect(lines.join("\n")).toMatch(/removed \d+ groups and [1-9]\d* folders/);
  });
});
