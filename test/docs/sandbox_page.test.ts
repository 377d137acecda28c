import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { harnessOf } from "../../src/languages/index.ts";
import { loadAttacks } from "../../src/sandbox/attack_suite.ts";
import { loadCommandAttacks } from "../../src/sandbox/command_attacks.ts";
import { ROOT } from "../support/program.ts";

const PAGE = readFileSync(join(ROOT, "docs/sandbox.md"), "utf8");
const FOLDER = fileURLToPath(harnessOf().attacks);
const NAMES = [...loadAttacks(FOLDER), ...loadCommandAttacks(FOLDER)].map(({ name }) => name);
const rows = PAGE.slice(PAGE.indexOf("| promise |"), PAGE.indexOf("Besides, ")).trim().split("\n").slice(2);

describe("the table of layers and promises", () => {
  it("names only attacks that the suite has", () => {
    const named = [...PAGE.matchAll(/`((?:verdict|isolation|commands)\/\w+)`/g)].map(([, name = ""]) => name);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !NAMES.includes(name))).toEqual([]);
  });

  it("says of every layer whether it holds each promise, and names an attack", () => {
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) {
      const [, , ...cells] = row.split("|").map((cell) => cell.trim());
      expect(cells.slice(0, 5).join(" "), row).toMatch(/^(?:[●◐○](?: or [●◐○])? ?){5}$/);
      expect(cells[5], row).toMatch(/^`/);
    }
  });

  it("names an attack on commands wherever it promises something of them", () => {
    const promised = rows.filter((row) => !/^○$/.test(row.split("|")[6]?.trim() ?? ""));
    expect(promised.filter((row) => !row.includes("`commands/"))).toEqual([]);
  });
});
