import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../support/program.ts";

/** Files and packages that are loaded with a file: by imports that are there at run time, and wait for nothing. */
function loadedWith(files: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const found = { files: new Set<string>(), packages: new Set<string>() };
  const walk = (file: string): void => {
    if (found.files.has(file)) return;
    found.files.add(file);
    const text = readFileSync(join(ROOT, file), "utf8");
    for (const [, names = "", path = ""] of text.matchAll(
      /^(?:import|export)\s+(?:([^";=]*?)\s*from\s+)?"([^"]+)"/gm,
    )) {
      if (isTypesOnly(names)) continue;
      if (path.startsWith(".")) walk(join(dirname(file), path));
      else if (!path.startsWith("node:")) found.packages.add(path);
    }
  };
  files.forEach(walk);
  return found;
}

function isTypesOnly(names: string): boolean {
  if (names.startsWith("type ")) return true;
  const each = /^\{(.*)\}$/s.exec(names)?.[1]?.split(",") ?? [];
  const named = each.map((name) => name.trim()).filter((name) => name !== "");
  return named.length > 0 && named.every((name) => name.startsWith("type "));
}

it("--version and --help load no package, no command, and few files", () => {
  const version = loadedWith(["src/cli/index.ts"]);
  expect([...version.packages]).toEqual([]);
  expect(version.files.size).toBeLessThan(15);
  const help = loadedWith(["src/cli/index.ts", "src/cli/help.ts"]);
  expect([...help.packages]).toEqual([]);
  expect([...help.files].filter((file) => file.includes("/commands/"))).toEqual([]);
  expect(help.files.size).toBeLessThan(45);
});

it("what a command needs is seen by the same walk", () => {
  expect([...loadedWith(["src/cli/commands/evaluate.ts"]).packages]).toContain("@langchain/langgraph");
});
