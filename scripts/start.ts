/**
 * `npm start`: the main job offline, on what the project ships. The built-in model and then the search repair the
 * tasks of `dataset/sample_python.jsonl`; both summaries are printed side by side, and the search's run is drawn.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { totalmem } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters as plain } from "node:util";
import { readRecords } from "../src/evaluation/records.ts";
import { readRunFile } from "../src/evaluation/run_file.ts";
import type { Summary } from "../src/evaluation/summary.ts";
import { listModels } from "../src/models/weights/inventory.ts";
import { percent } from "../src/report/numbers.ts";
import { duration } from "../src/report/progress.ts";
import { type RunView, runView } from "../src/report/run_view.ts";
import { nextStep } from "./support/next_step.ts";
import { script } from "./support/script.ts";

const ROOT = join(import.meta.dirname, "..");
const DATA = ["--dataset-path", "dataset/sample_python.jsonl", "--timeout", "3"];
const RUNS = [
  { out: "results/start_builtin.jsonl", flags: ["--model", "builtin:copy"], what: "a stand-in that copies the bug" },
  {
    out: "results/start_search.jsonl",
    flags: ["--model", "search", "--search-budget", "100", "--search-seconds", "10", "--visualize"],
    what: "small edits, the tests as oracle",
  },
] as const;

/** Runs the program as a user would; its progress is shown, its own summary is not. */
async function run(flags: readonly string[], out: string): Promise<number> {
  const argv = [...process.execArgv, join(ROOT, "run.ts"), ...DATA, ...flags, "--out", out, "--overwrite"];
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  return code ?? 130;
}

async function viewOf(out: string): Promise<RunView> {
  const path = join(ROOT, out);
  return runView(out, (await readRecords(path)).records, await readRunFile(path));
}

function column({ model, summary, outcomes, attempts }: RunView, what: string, out: string): string[] {
  const { passed, pass_at_1, seconds } = summary;
  return [
    model,
    what,
    `${passed} of ${outcomes.length}`,
    percent(pass_at_1),
    curve(summary, attempts),
    duration(seconds.total),
    out,
  ];
}

function curve({ solved_within: within = {} }: Summary, attempts: number): string {
  if (attempts === 1) return "one attempt each";
  const shown = [5, 20, attempts].filter((k, index, all) => k in within && all.indexOf(k) === index);
  return shown.map((k) => `${within[k]} within ${k}`).join(", ");
}

const NAMES = ["model", "what it is", "solved", "pass@1", "attempts", "time", "records"];

function sideBySide(columns: readonly (readonly string[])[]): string {
  const width = 2 + Math.max(...(columns[0] ?? []).map((it) => plain(it).length));
  const lines = NAMES.map((name, row) => {
    const cells = columns.map((cells, index) => (cells[row] ?? "").padEnd(index === 0 ? width : 0));
    return `  ${name.padEnd(11)} ${cells.join(" ").trimEnd()}`;
  });
  return `\n${lines.join("\n")}\n`;
}

async function main(): Promise<number> {
  // Ctrl-C is for the program that runs: it ends the record in hand, and this one ends with it.
  process.on("SIGINT", () => {});
  for (const { flags, out } of RUNS) {
    const code = await run(flags, out);
    if (code !== 0) return code;
  }
  const views = await Promise.all(RUNS.map(({ out }) => viewOf(out)));
  const columns = RUNS.map(({ what, out }, index) => column(views[index] as RunView, what, out));
  process.stdout.write(sideBySide(columns));
  process.stderr.write(
    "\nNeither is a model's result: the first copies, the second knows the tests. " +
      nextStep(await listModels().catch(() => []), totalmem()),
  );
  return 0;
}

script({
  about: "The main job offline, on what the project ships: the built-in model and the search repair the sample tasks.",
});
process.exitCode = await main();
