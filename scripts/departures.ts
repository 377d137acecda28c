/**
 * What each departure from how other harnesses score makes of the same answers: every saved run is judged again in other
 * ways, and tasks are counted that gain or lose by it. `npx tsx scripts/departures.ts --dataset-path FILE`.
 */
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { text } from "../src/cli/flags/kinds.ts";
import { usageError } from "../src/lib/errors.ts";
import { say } from "../src/lib/terminal.ts";
import { script } from "./support/script.ts";

const ROOT = join(import.meta.dirname, "..");
const END = ".jsonl.gz";

const flags = script({
  about: "Judges saved runs again as other harnesses do, and counts what gains and loses by it.",
  flags: {
    "dataset-path": { kind: text, takes: "FILE", help: "HumanEvalFix", required: true },
    snapshots: { kind: text, takes: "FOLDER", help: "the runs", default: join(ROOT, "results/snapshots") },
    row: { kind: text, takes: "NAME", help: "this run alone" },
  },
});

/** Each departs in one thing from how the run was scored. */
const DEPARTURES: readonly (readonly [name: string, ...flags: string[]])[] = [
  ["first fenced block", "--extractor", "first-block"],
  ["last fenced block", "--extractor", "last-block"],
  ["the answer as it is", "--extractor", "whole"],
  ["no imports", "--imports", "none"],
  ["judge in one process", "--judge", "in-process"],
];

const scored = z.object({
  passed_before: z.number(),
  passed_after: z.number(),
  gained: z.array(z.string()),
  lost: z.array(z.string()),
});

async function rescored(file: string, own: readonly string[]) {
  const argv = ["rescore", "--input", file, "--dataset-path", flags["dataset-path"], ...own, "--json", "--quiet"];
  const { stdout } = await promisify(execFile)(join(ROOT, "run.ts"), argv, { maxBuffer: 1 << 24 });
  return scored.parse(JSON.parse(stdout));
}

/** "31 → 29 (+1 −3)"; the same number alone where nothing changes. */
function cell({ passed_before, passed_after, gained, lost }: z.infer<typeof scored>): string {
  const same = gained.length + lost.length === 0;
  return same ? String(passed_after) : `${passed_before} → ${passed_after} (+${gained.length} −${lost.length})`;
}

const wanted = flags.row === undefined ? undefined : `${flags.row}${END}`;
const files = existsSync(flags.snapshots)
  ? readdirSync(flags.snapshots).filter((file) => file.endsWith(END) && (wanted ?? file) === file)
  : [];
if (files.length === 0) throw usageError(`there is no ${wanted ?? `*${END}`} in ${flags.snapshots}`);
const lines: string[] = [];
for (const file of files.sort()) {
  const cells: string[] = [];
  for (const [name, ...own] of DEPARTURES) {
    say(`${file}: ${name}`);
    cells.push(cell(await rescored(join(flags.snapshots, file), own)));
  }
  lines.push(`| \`${basename(file, END)}\` | ${cells.join(" | ")} |`);
}
const head = ["row", ...DEPARTURES.map(([name]) => name)];
process.stdout.write(`| ${head.join(" | ")} |\n|${"---|".repeat(head.length)}\n${lines.join("\n")}\n`);
