/** The package is what `npm pack` makes of the project: from an empty folder, with nothing of the repository beside it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocks } from "../docs/pages.ts";
import { filesBelow, npm, pack, runIn, unpack } from "../support/package.ts";
import { ROOT } from "../support/program.ts";

const LONG = process.env.CI === "true";
const MINUTES = 60_000;

const folder = mkdtempSync(join(tmpdir(), "pack-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let tarball = "";
beforeAll(() => {
  tarball = pack(folder);
}, 5 * MINUTES);

const tool = (name: string) => join(ROOT, "node_modules", ".bin", name);
const versionOf = (file: string) => JSON.parse(readFileSync(join(ROOT, file), "utf8")).version;

describe("the tarball", () => {
  it("is clean to publint and attw", async () => {
    const published = await runIn(ROOT, folder, tool("publint"), "run", tarball, "--strict");
    expect(published.stdout).toContain("All good!");
    const typed = await runIn(ROOT, folder, tool("attw"), tarball, "--profile", "esm-only");
    expect(typed, typed.stdout).toMatchObject({ code: 0 });
  });

  it("names its version everywhere alike", () => {
    const version = versionOf("package.json");
    expect(readFileSync(join(ROOT, "CITATION.cff"), "utf8")).toContain(`version: ${version}\n`);
    expect(readFileSync(join(ROOT, "CHANGELOG.md"), "utf8")).toMatch(new RegExp(`^## ${version}`, "m"));
    expect(versionOf("package-lock.json")).toBe(version);
  });
});

/** By what means it got into a folder. */
const WAYS: readonly (readonly [string, (into: string) => void])[] = [
  ["unpacked beside its dependencies", (into) => unpack(tarball, into)],
  ["installed with --ignore-scripts", (into) => install(into, {}, "--ignore-scripts")],
  ["installed with scripts, by the README's setting", (into) => install(into, { ONNXRUNTIME_NODE_INSTALL: "skip" })],
];

function install(into: string, env: Record<string, string>, ...flags: string[]): void {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    npm(into, "install", "--no-audit", "--no-fund", "--prefer-offline", ...flags, tarball);
  } finally {
    for (const name of Object.keys(env)) if (!(name in before)) delete process.env[name];
  }
}

describe.each(WAYS.slice(0, LONG ? WAYS.length : 1))("the package, %s", (_, put) => {
  const user = mkdtempSync(join(folder, "user-"));
  const home = join(user, "home");
  const own = join(user, "node_modules", "code-repair-agent");
  const run = (...args: string[]) =>
    runIn(user, home, process.execPath, join(own, "bin", "code_repair_agent.cjs"), ...args);
  const samples = join("node_modules", "code-repair-agent", "dataset", "sample_python.jsonl");
  let shipped: string[] = [];

  beforeAll(() => {
    mkdirSync(home);
    put(user);
    shipped = filesBelow(own);
  }, 10 * MINUTES);
  afterAll(() => rmSync(user, { recursive: true, force: true }));

  it("holds what it needs, and neither tests, scripts, sources nor types of the page", () => {
    const needed = [
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
      "CITATION.cff",
      "dist/index.d.ts",
      "dist/sandbox/canary.py",
    ];
    expect(shipped).toEqual(expect.arrayContaining(needed));
    expect(shipped.filter((path) => /^(test|scripts|src)\b|(?<!\.d)\.ts$|__pycache__/.test(path))).toEqual([]);
  });

  it("says its version and its help", async () => {
    expect(await run("--version")).toMatchObject({ code: 0, stdout: `${versionOf("package.json")}\n`, stderr: "" });
    const help = await run("--help");
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("npx code-repair-agent --model");
  });

  it("repairs three shipped tasks offline, by the search and by a model", { timeout: 5 * MINUTES }, async () => {
    const search = await run("--model", "search", "--search-budget", "20", "--dataset-path", samples, "--max", "3");
    expect(JSON.parse(search.stdout), search.stderr).toMatchObject({ tasks: 3, passed: 1 });
    const model = await run("--model", "builtin:copy", "--dataset-path", samples, "--max", "3");
    expect(JSON.parse(model.stdout), model.stderr).toMatchObject({ tasks: 3, passed: 0 });
    expect(filesBelow(join(user, "results")).filter((path) => path.endsWith(".jsonl"))).toHaveLength(2);
  });

  it("writes the page and the picture", { timeout: 5 * MINUTES }, async () => {
    const input = join("results", "search-sample_python.jsonl");
    expect(await run("report", "--input", input, "--output", "page.html")).toMatchObject({ code: 0 });
    expect(readFileSync(join(user, "page.html"), "utf8")).toContain("<script");
    expect(await run("visualize", "--input", input, "--output", "picture.png")).toMatchObject({ code: 0 });
  });

  it("judges as docs/library.md says, type-checked from outside", { timeout: 5 * MINUTES }, async () => {
    const [example] = blocks("docs/library.md", "ts");
    writeFileSync(join(user, "example.mts"), example?.text ?? "");
    const checked = await runIn(user, home, tool("tsc"), ...TSC, "--typeRoots", join(ROOT, "node_modules/@types"));
    expect(checked.stdout).toBe("");
    const ran = await runIn(user, home, process.execPath, "example.mjs");
    expect(ran.stdout, ran.stderr).toContain("\n7 runtime_error");
    expect(ran.stdout).toMatch(/^4 of 10 \[/m);
  });

  it("has written nothing into itself: what it keeps lies in the user's cache", () => {
    expect(filesBelow(own)).toEqual(shipped);
    expect(filesBelow(join(home, ".cache", "code-repair-agent"))).toContain("models");
  });
});

/** Strict, and with the types of the package looked through as well. */
const TSC = ["--strict", "--types", "node", "--module", "nodenext", "--target", "es2023", "example.mts"];

it("an old Node is told so in one line", () => {
  const source = readFileSync(join(ROOT, "bin", "code_repair_agent.cjs"), "utf8");
  const said: unknown[][] = [];
  const process = { versions: { node: "18.20.8" }, exitCode: 0 };
  new Function("process", "console", "require", source.replace(/^#!.*/, ""))(
    process,
    { error: (...words: unknown[]) => said.push(words) },
    () => expect.fail("it went on"),
  );
  expect(process.exitCode).toBe(2);
  expect(said.map((words) => words.join(" "))).toEqual([
    "error: code-repair-agent needs Node.js 20.19 or newer; this is 18.20.8",
  ]);
});
