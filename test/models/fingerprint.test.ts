import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesFingerprint } from "../../src/models/local/fingerprint.ts";
import { temporaryFolder } from "../support/folder.ts";

const LARGE = 2 ** 20;
const OLD = new Date("2020-01-01");

test("a file's hash is remembered while size and time are the same, and taken anew when either is not", async () => {
  const [folder, memory] = [temporaryFolder(), temporaryFolder()];
  const path = join(folder, "weights");
  const write = (letter: string, size: number, time: Date): void => {
    writeFileSync(path, letter.repeat(size));
    utimesSync(path, time, time);
  };
  const hash = () => filesFingerprint(folder, ["weights"], memory);

  write("a", LARGE, OLD);
  const first = await hash();
  expect(existsSync(join(memory, "hashes.json"))).toBe(true);
  // The same size and time: it is taken for the same file, which is what remembering means.
  write("b", LARGE, OLD);
  expect(await hash()).toBe(first);
  write("b", LARGE, new Date("2021-01-01"));
  const later = await hash();
  expect(later).not.toBe(first);
  write("b", LARGE + 1, new Date("2021-01-01"));
  expect(await hash()).not.toBe(later);
});

test("small files are read each time, and names count as contents do", async () => {
  const [folder, memory] = [temporaryFolder(), temporaryFolder()];
  for (const name of ["x", "y"]) writeFileSync(join(folder, name), "same");
  const [x, y] = [await filesFingerprint(folder, ["x"], memory), await filesFingerprint(folder, ["y"], memory)];
  expect(x).not.toBe(y);
  expect(await filesFingerprint(folder, ["x", "y"], memory)).not.toBe(
    await filesFingerprint(folder, ["y", "x"], memory),
  );
  expect(existsSync(join(memory, "hashes.json"))).toBe(false);
});

test("a memory that is torn costs the time again, no more", async () => {
  const [folder, memory] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(folder, "x"), "a".repeat(LARGE));
  const hash = await filesFingerprint(folder, ["x"], memory);
  writeFileSync(join(memory, "hashes.json"), '{"half');
  expect(await filesFingerprint(folder, ["x"], memory)).toBe(hash);
  expect(JSON.parse(readFileSync(join(memory, "hashes.json"), "utf8"))).toHaveProperty(
    [join(folder, "x"), "size"],
    LARGE,
  );
});
