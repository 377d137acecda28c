import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/program.ts";

/** The rooms of src/ in groups, from what all others stand on to what stands on all others. */
const ROOMS = [
  ["lib"],
  ["core"],
  ["languages"],
  ["sandbox", "datasets"],
  ["models", "judging"],
  ["search"],
  ["agent"],
  ["evaluation", "fix"],
  ["solutions", "distributed"],
  ["report"],
  ["cli"],
];

const SRC = join(ROOT, "src");

interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every import of one file of src/ by another, `import type`, `export … from` and `import(…)` among them. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const named = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g)];
  return named.map(([, path = ""]) => ({ from: file, to: relative(SRC, join(SRC, dirname(file), path)) }));
}

function sources(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return entries.filter((path) => /\.(ts|mts|mjs|tsx)$/.test(path)).sort();
}

const roomOf = (file: string): string => (file.includes(sep) ? (file.split(sep)[0] ?? "") : "");
const heightOf = (room: string): number =>
  room === "" ? ROOMS.length : ROOMS.findIndex((group) => group.includes(room));

const files = sources("src");
const imports = files.flatMap(importsOf);

describe("imports", () => {
  it("are found", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(500);
    expect(imports.filter(({ to }) => !files.includes(to) && /\.[cm]?[jt]s$/.test(to))).toEqual([]);
  });

  it("come from rooms that have a place", () => {
    expect([...new Set(files.map(roomOf))].filter((room) => heightOf(room) === -1)).toEqual([]);
  });

  it("point one way: a room knows only rooms below it", () => {
    const wrong = imports
      .filter(({ from, to }) => roomOf(from) !== roomOf(to) && heightOf(roomOf(from)) <= heightOf(roomOf(to)))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });
});

describe("the graph of imports, types among them", () => {
  it("has no cycle", () => {
    const next = new Map(files.map((file) => [file, imports.filter(({ from }) => from === file)]));
    expect(cyclesIn((file) => (next.get(file) ?? []).map(({ to }) => to))).toEqual([]);
  });
});

/** Each way back to a file that it began from, as "a → b → a"; one for each file that closes a cycle. */
function cyclesIn(next: (file: string) => readonly string[]): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(" → "));
    if (way.includes(file) || done.has(file)) return;
    for (const to of next(file)) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

/** Data that a program wrote, and one table each. */
const NOT_CODE = /(^|\/)weights\.json$|package-lock\.json$|fixtures\/|\.parquet$|\.svg$|\.png$|\.jsonl?$/;
const MOST_LINES = 300;

describe.each(["src", "scripts", "test"])("the files of %s", (folder) => {
  const all = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !NOT_CODE.test(path) && !path.includes("__pycache__"));

  it(`have at most ${MOST_LINES} lines`, () => {
    const lines = (path: string): number => readFileSync(join(ROOT, path), "utf8").split("\n").length - 1;
    expect(all.filter((path) => lines(path) > MOST_LINES).map((path) => `${path}: ${lines(path)}`)).toEqual([]);
  });

  it("are named in snake_case", () => {
    expect(all.filter((path) => !/^[a-z0-9_./]+$/.test(path.replaceAll(sep, "/")))).toEqual([]);
  });
});
