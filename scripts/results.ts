/**
 * Makes the committed results again: `npm run results -- --quick --models FOLDER --dataset-path FILE` runs the first
 * tasks of each row and says whether answers and verdicts are the same, bit for bit; `--write` makes the snapshots.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { onOff, text, whole } from "../src/cli/flags/kinds.ts";
import type { SampleRecord } from "../src/core/index.ts";
import { readRecords } from "../src/evaluation/records.ts";
import { UserError, usageError } from "../src/lib/errors.ts";
import { say } from "../src/lib/terminal.ts";
import { script } from "./support/script.ts";

const ROOT = join(import.meta.dirname, "..");
/** Tasks of each row that `--quick` runs. */
const QUICK = 10;

const rowSchema = z.object({
  /** The snapshot is NAME.jsonl.gz. */
  name: z.string(),
  /** A file in `--models`, `search+` or `search,` one; else what is written behind `--model`. */
  model: z.string(),
  flags: z.array(z.string()),
  passed: z.number().int(),
});
type Row = z.infer<typeof rowSchema>;

const flags = script({
  about: "Makes the committed results again and says whether they are the same.",
  flags: {
    quick: { kind: onOff, help: `the first ${QUICK} tasks of each row` },
    write: { kind: onOff, help: "write the snapshots instead of comparing with them" },
    row: { kind: text, takes: "NAME", help: "this row alone" },
    models: { kind: text, takes: "FOLDER", help: "where the GGUF files are", default: "." },
    threads: {
      kind: whole(1),
      takes: "N",
      help: "of the model: another number may round otherwise",
      otherwise: "the cores",
    },
    "dataset-path": { kind: text, takes: "FILE", help: "HumanEvalFix", otherwise: "from the hub" },
    snapshots: {
      kind: text,
      takes: "FOLDER",
      help: "where the snapshots are",
      default: join(ROOT, "results/snapshots"),
    },
  },
});

/** Runs a row; what it records goes to `out`. */
async function run({ name, model, flags: own }: Row, out: string): Promise<void> {
  const [, search = "", answering = ""] = /^(search[+,])?(.*)$/.exec(model) ?? [];
  const file = join(flags.models, answering);
  const named = existsSync(file) ? `${search}${file}` : model;
  const argv = [
    ...["--model", named, "--out", out, ...own, "--resume"],
    ...(flags["dataset-path"] === undefined ? [] : ["--dataset-path", flags["dataset-path"]]),
    ...(flags.threads === undefined ? [] : ["--threads", String(flags.threads)]),
    ...(flags.quick ? ["--max", String(QUICK)] : []),
  ];
  const child = spawn(join(ROOT, "run.ts"), argv, { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new UserError(`${name} ended with exit code ${code}`);
}

/** What must be the same: answers and what became of them. */
function sameness({ task_id, sample, attempts, candidates = attempts }: SampleRecord): string {
  const said = candidates.map(({ completion, candidate, verdict }) => [completion, candidate, verdict]);
  return JSON.stringify([task_id, sample, attempts.at(-1)?.verdict, said]);
}

/** @returns whether every record is in the snapshot as it is */
async function compare({ name }: Row, out: string): Promise<boolean> {
  const key = ({ task_id, sample }: SampleRecord): string => `${task_id} ${sample}`;
  const before = (await readRecords(join(flags.snapshots, `${name}.jsonl.gz`))).records;
  const known = new Map(before.map((record) => [key(record), sameness(record)]));
  const { records } = await readRecords(out);
  const other = records.filter((record) => known.get(key(record)) !== sameness(record));
  const solved = records.filter((it) => it.passed).length;
  const ids = other.slice(0, 5).map(key).join(", ");
  const end = other.length === 0 ? "all the same, bit for bit" : `${other.length} others: ${ids}`;
  process.stdout.write(`${name}: ${records.length} records, ${solved} solved, ${end}\n`);
  return other.length === 0;
}

/** Keeps the records, compressed without a time stamp, and the run file beside them. */
function keep({ name }: Row, out: string): void {
  mkdirSync(flags.snapshots, { recursive: true });
  const path = join(flags.snapshots, `${name}.jsonl.gz`);
  writeFileSync(path, gzipSync(readFileSync(out), { level: 9 }));
  writeFileSync(`${path}.run.json`, readFileSync(`${out}.run.json`));
}

async function main(): Promise<number> {
  const path = join(flags.snapshots, "rows.json");
  if (!existsSync(path)) throw usageError(`${path} is not there`, "it names the rows");
  const all = z.array(rowSchema).parse(JSON.parse(readFileSync(path, "utf8")));
  const rows = all.filter(({ name }) => flags.row === undefined || name === flags.row);
  if (rows.length === 0)
    throw usageError(`there is no row ${flags.row}`, `rows: ${all.map(({ name }) => name).join(", ")}`);
  const folder = flags.write ? join(flags.snapshots, "..", "rows") : mkdtempSync(join(tmpdir(), "results-"));
  mkdirSync(folder, { recursive: true });
  let same = true;
  try {
    for (const row of rows) {
      const out = join(folder, `${row.name}.jsonl`);
      say(`${row.name}: ${row.model} ${row.flags.join(" ")}`);
      await run(row, out);
      if (flags.write) keep(row, out);
      else same = (await compare(row, out)) && same;
    }
  } finally {
    if (!flags.write) rmSync(folder, { recursive: true, force: true });
  }
  if (!same) say(`another processor or number of threads may round otherwise (here: ${cpus()[0]?.model ?? "unknown"})`);
  return same ? 0 : 1;
}

process.exitCode = await main();
