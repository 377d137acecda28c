/**
 * How many of the thirty projects of dataset/projects `fix` repairs: `npx tsx scripts/measure_fix.ts --model search
 * --model MODEL --model search,MODEL`. A repair counts when the checks pass that said what fails; whether it is the known
 * fix is not asked. What --out holds already is not measured again. With the search and a model, each alone, it also
 * prints what they would repair one after the other, by the seconds that the search gets.
 */
import { execFile } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { oneOf, text, texts, whole } from "../src/cli/flags/kinds.ts";
import { STRATEGIES } from "../src/core/index.ts";
import { say } from "../src/lib/terminal.ts";
import { type Measured, shareRows, shareTable, strategyTable } from "./support/fix_tables.ts";
import { script } from "./support/script.ts";

const ROOT = join(import.meta.dirname, "..");
const PROJECTS = join(ROOT, "dataset", "projects");

const flags = script({
  about: "How many of the thirty projects of dataset/projects fix repairs, by each model that is named.",
  flags: {
    model: { kind: texts, takes: "MODEL", help: "who repairs; several times for several columns", required: true },
    seconds: { kind: whole(1), takes: "SECONDS", default: "60", help: "budget of each project" },
    iters: { kind: whole(0), takes: "N", help: "repairs by a model, in place of the time", otherwise: "as fix does" },
    dtype: { kind: text, takes: "DTYPE", help: "of a local model", otherwise: "as fix does" },
    "search-budget": { kind: whole(1), takes: "N", help: "programs of the search", otherwise: "as fix does" },
    threads: { kind: whole(1), takes: "N", help: "of a local model", otherwise: "as fix does" },
    strategy: { kind: oneOf(STRATEGIES), help: "how repairs are asked for", otherwise: "as fix does" },
    out: {
      kind: text,
      takes: "FILE",
      default: "results/fix_projects.jsonl",
      help: "a line for each project and model",
    },
  },
});

/** A project, by one who repairs. */
interface Line extends Measured {
  readonly model: string;
  readonly budget: number;
  readonly strategy: string;
  readonly iters: number;
  readonly programs: number;
  /** Who found it; why not, in the program's own words. */
  readonly said: string;
}

/** In a copy: nothing of a try is left for the next. */
async function fix(project: string, model: string): Promise<Line> {
  const folder = mkdtempSync(join(tmpdir(), "fix-"));
  const how = (["iters", "search-budget", "strategy", "threads", "dtype"] as const).flatMap((name) =>
    flags[name] === undefined ? [] : [`--${name}`, String(flags[name])],
  );
  const own = ["--model", model, "--json", "--seconds", String(flags.seconds), ...how];
  const run = (...check: string[]) => ran(["fix", `${project}.py`, ...check, ...own], folder);
  const started = performance.now();
  try {
    for (const file of [`${project}.py`, "checks.py"]) cpSync(join(PROJECTS, project, file), join(folder, file));
    const plain = await run("--tests", "checks.py");
    // Methods cannot be judged alone: a command runs their checks.
    const { code, out, said } = plain.code === 2 ? await run("--command", "python3 checks.py") : plain;
    const fixed = code === 0;
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const { by, seconds: repairing, answers } = JSON.parse(out || "{}");
    return { ...keyOf(project, model), fixed, seconds, said: fixed ? by : said, repairing, answers };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ran(argv: readonly string[], cwd: string): Promise<{ code: number; out: string; said: string }> {
  return new Promise((resolve) => {
    execFile(join(ROOT, "run.ts"), argv, { cwd }, (error, out, err) => {
      const code = error === null ? 0 : Number(error.code ?? 1);
      resolve({ code, out, said: err.trim().split("\n").at(-1) ?? "" });
    });
  });
}

function keyOf(project: string, model: string) {
  const { seconds: budget, strategy = "", iters = -1, "search-budget": programs = -1 } = flags;
  return { project, model, budget, strategy, iters, programs };
}

function known(): Line[] {
  if (!existsSync(flags.out)) return [];
  const lines = readFileSync(flags.out, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Line);
}

function isOf(it: Line, project: string, model: string): boolean {
  return Object.entries(keyOf(project, model)).every(([key, value]) => it[key as keyof Line] === value);
}

/** A model's file without its folder. */
function shortName(model: string): string {
  return model
    .split(/([+,])/)
    .map((part) => basename(part))
    .join("");
}

const names = readdirSync(PROJECTS).sort();
const all = known();
for (const model of flags.model)
  for (const project of names) {
    if (all.some((it) => isOf(it, project, model))) continue;
    const measured = await fix(project, model);
    all.push(measured);
    appendFileSync(flags.out, `${JSON.stringify(measured)}\n`);
    say(`${project}, ${model}: ${measured.fixed ? "fixed" : "not fixed"}, ${measured.said} (${measured.seconds} s)`);
  }

const of = (model: string) => names.flatMap((project) => all.find((it) => isOf(it, project, model)) ?? []);
const columns = flags.model.map(of);
const rows = names.map((project, at) => {
  const cells = columns.map((column) => (column[at]?.fixed ? `${column[at]?.seconds.toFixed(0)} s` : "—"));
  return `| ${project} | ${cells.join(" | ")} |`;
});
const sums = columns.map((column) => `${column.filter(({ fixed }) => fixed).length} of ${names.length}`);
process.stdout.write(
  `| project | ${flags.model.map(shortName).join(" | ")} |\n|---|${flags.model.map(() => "---|").join("")}\n` +
    `${rows.join("\n")}\n| **all** | ${sums.join(" | ")} |\n\n${cpus()[0]?.model ?? "unknown processor"}\n`,
);
const [search, other] = [flags.model.indexOf("search"), flags.model.findIndex((model) => !model.startsWith("search"))];
const [alone, asked] = [columns[search], columns[other]];
if (alone && asked) process.stdout.write(`\n${shareTable(shareRows(alone, asked, flags.seconds, 5))}`);
process.stdout.write(`\n${strategyTable(columns.flat())}`);
