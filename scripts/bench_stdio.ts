/**
 * How fast programs are judged: a solution file's known-good programs on all their cases, here and with an interpreter
 * started per case, as many at once: once bare, and once with the names imported that programs find here. Prints the
 * times and their ratios; only the ratios say anything about another machine.
 *
 *   npx tsx scripts/bench_stdio.ts [--solution-file FILE] [--rounds N]
 */
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { text, whole } from "../src/cli/flags/kinds.ts";
import { type Problem, readProblem, readSolutionFile } from "../src/datasets/solution_files.ts";
import { sameOutput } from "../src/judging/compare_output.ts";
import { openSandbox } from "../src/sandbox/index.ts";
import { findInterpreter } from "../src/sandbox/interpreter.ts";
import { DEFAULT_LIMITS } from "../src/sandbox/limits.ts";
import { scoreProgram } from "../src/solutions/evaluate.ts";
import { script } from "./support/script.ts";

const { "solution-file": path, rounds } = script({
  about: "How fast programs are judged, beside an interpreter started per case. Prints times and their ratios.",
  flags: {
    "solution-file": {
      kind: text,
      takes: "FILE",
      default: "dataset/sample_solutions.json",
      help: "whose programs are run",
    },
    rounds: { kind: whole(1), takes: "N", default: "3", help: "times that all are run" },
  },
});
const file = await readSolutionFile(path);
const problems = file.rows.map((_row, index) => readProblem(file, index)).filter((it) => it.knownGood.length > 0);
const cases = problems.reduce((sum, it) => sum + it.check.cases.length, 0);
const concurrency = availableParallelism();
const python = await findInterpreter();
const prelude = await octopack();

await using sandbox = await openSandbox({ kind: "process", concurrency });
await judged(problems.slice(0, 1));
console.log(`${problems.length} problems, ${cases} cases, ${concurrency} at once, Python ${python.version}`);
for (let round = 1; round <= rounds; round++) {
  const ours = await timed(() => judged(problems));
  const bare = await timed(() => started(problems, ""));
  const alike = await timed(() => started(problems, prelude));
  const each = (ms: number): string => `${(ms / 1000).toFixed(2)} s (${(ms / cases).toFixed(1)} ms a case)`;
  console.log(`round ${round}: judged ${each(ours.ms)}, ${ours.passed} passed`);
  for (const [name, { ms, passed }] of Object.entries({ bare, "with the same names": alike })) {
    const ratio = (ms / ours.ms).toFixed(2);
    console.log(`  an interpreter per case, ${name}: ${each(ms)}, ${passed} passed; ${ratio} times as long`);
  }
}

async function timed(work: () => Promise<number>): Promise<{ ms: number; passed: number }> {
  const start = performance.now();
  const passed = await work();
  return { ms: performance.now() - start, passed };
}

async function judged(some: readonly Problem[]): Promise<number> {
  let passed = 0;
  for (const problem of some) {
    const candidate = { code: programOf(problem), source: "bare" } as const;
    const score = await scoreProgram(candidate, problem, { sandbox, limits: DEFAULT_LIMITS, imports: "octopack" });
    passed += score.passed;
  }
  return passed;
}

/** The import lines of the harness's own prelude. */
async function octopack(): Promise<string> {
  const harness = await readFile(new URL("../src/languages/python/harness/prelude.py", import.meta.url), "utf8");
  return /OCTOPACK = """\n(.*?)"""/s.exec(harness)?.[1] ?? "";
}

/** No isolation layer and no limits: `python3 program.py` for each case. */
async function started(some: readonly Problem[], imports: string): Promise<number> {
  const limit = pLimit(concurrency);
  let passed = 0;
  for (const problem of some) {
    const script = join(tmpdir(), `bench_stdio_${process.pid}.py`);
    await writeFile(script, imports + programOf(problem));
    const runs = problem.check.cases.map((it) => limit(async () => sameOutput(await run(script, it.stdin), it.stdout)));
    passed += (await Promise.all(runs)).filter(Boolean).length;
  }
  return passed;
}

function programOf(problem: Problem): string {
  return problem.knownGood[0]?.program ?? "";
}

function run(script: string, stdin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(python.path, [script], { stdio: ["pipe", "pipe", "ignore"] });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.on("error", reject).on("close", () => resolve(out));
    child.stdin.on("error", () => {}).end(stdin);
  });
}
