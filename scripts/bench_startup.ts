/** How long the program takes to start, beside `node -e 0`: from its build, and from source through tsx. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whole } from "../src/cli/flags/kinds.ts";
import { PACKAGE_ROOT, shippedData } from "../src/lib/paths.ts";
import { script } from "./support/script.ts";

const { runs } = script({
  about: "How long --help, --version and a replay of 10 tasks take beside `node -e 0`; needs `npm run build` first.",
  flags: { runs: { kind: whole(1), takes: "N", default: "20", help: "starts of each, taken in turns" } },
});

const built = [join(PACKAGE_ROOT, "bin", "code_repair_agent.cjs")];
const source = ["--import", join(PACKAGE_ROOT, "node_modules/tsx/dist/loader.mjs"), join(PACKAGE_ROOT, "run.ts")];
const STARTS: Readonly<Record<string, readonly string[]>> = {
  "node -e 0": ["-e", "0"],
  "built --version": [...built, "--version"],
  "built --help": [...built, "--help"],
  "source --version": [...source, "--version"],
  "source --help": [...source, "--help"],
};

/** Milliseconds on the clock. */
function start(args: readonly string[]): { readonly ms: number; readonly stdout: string } {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const ms = performance.now() - began;
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
  return { ms, stdout };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const taken = new Map(Object.keys(STARTS).map((name) => [name, [] as number[]]));
// In turns: what else the machine does slows all of them alike.
for (let run = 0; run < runs; run++)
  for (const [name, args] of Object.entries(STARTS)) taken.get(name)?.push(start(args).ms);
const bare = median(taken.get("node -e 0") ?? []);
for (const [name, values] of taken) {
  const ms = median(values);
  process.stdout.write(`${name.padEnd(18)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / bare).toFixed(2)} x\n`);
}

const folder = mkdtempSync(join(tmpdir(), "repair-bench-"));
try {
  const [data, answers] = [shippedData("sample_python.jsonl"), join(folder, "answers.jsonl")];
  const rows = readFileSync(data, "utf8").trimEnd().split("\n").slice(0, 10);
  const answer = ({ task_id, declaration, canonical_solution: fix }: Record<string, string>) =>
    JSON.stringify({ task_id, completion: `\`\`\`python\n${declaration}${fix}\n\`\`\`` });
  writeFileSync(answers, rows.map((row) => `${answer(JSON.parse(row))}\n`).join(""));
  const out = ["--concurrency", "1", "--out", join(folder, "out.jsonl"), "--quiet"];
  const { ms, stdout } = start([
    ...built,
    "--model",
    `replay:${answers}`,
    "--dataset-path",
    data,
    "--max",
    "10",
    ...out,
  ]);
  const { passed, seconds } = JSON.parse(stdout);
  const over = ms / 1000 - seconds.execute;
  process.stdout.write(
    `replay of 10 tasks (${passed} pass): ${over.toFixed(2)} s over its ${seconds.execute.toFixed(2)} s of sandbox\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
