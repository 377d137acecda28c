/** Runs hostile programs against a sandbox, and tells what came of them that must not. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pLimit from "p-limit";
import type { Limits, Sandbox } from "../../src/core/index.ts";
import { harnessOf } from "../../src/languages/index.ts";
import { messageOf } from "../../src/lib/errors.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import type { Surroundings } from "../../src/sandbox/surroundings.ts";
import { type HostileProgram, hostileProgram } from "./generate.ts";

const MIB = 1 << 20;
/** Small, so that what runs into a limit does so soon. */
const LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  ...{ timeoutSec: 0.5, cpuSec: 1, memoryBytes: 192 * MIB, processes: 32, outputBytes: 64 << 10 },
  ...{ fileBytes: 4 * MIB, diskBytes: 8 * MIB },
};
const TESTS = readFileSync(fileURLToPath(new URL("tests/squares.py", harnessOf().attacks)), "utf8");
/** Programs between two looks around. */
const BATCH = 25;

export interface FuzzReport {
  readonly programs: number;
  /** verdict → programs */
  readonly verdicts: Readonly<Record<string, number>>;
  /** Right programs that passed in spite of what they tried: without any, the rest would say nothing. */
  readonly honest: number;
  /** What must not be: `seed 17: a wrong answer passed`. */
  readonly violations: readonly string[];
}

export interface FuzzOptions {
  readonly programs: number;
  readonly seed: number;
  readonly surroundings: Surroundings;
  /** Told after each batch. */
  readonly onBatch?: (done: number) => void;
}

export async function fuzz(sandbox: Sandbox, options: FuzzOptions): Promise<FuzzReport> {
  const { programs, seed, surroundings, onBatch = () => {} } = options;
  const verdicts: Record<string, number> = {};
  const violations: string[] = [];
  const limit = pLimit(sandbox.concurrency);
  let honest = 0;
  for (let first = seed; first < seed + programs; first += BATCH) {
    const last = Math.min(first + BATCH, seed + programs);
    const batch = Array.from({ length: last - first }, (_, index) => hostileProgram(first + index));
    const ends = await limit.map(batch, (program) => verdictOf(program, sandbox, surroundings));
    for (const [index, verdict] of ends.entries()) {
      const { right, seed: number, acts } = batch[index] as HostileProgram;
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      if (verdict === "passed" && right) honest++;
      if (verdict === "passed" && !right) violations.push(`seed ${number} (${acts.join(", ")}): a wrong answer passed`);
      if (verdict.includes(" ")) violations.push(`seed ${number} (${acts.join(", ")}): ${verdict}`);
    }
    violations.push(...(await surroundings.violations()).map((it) => `seeds ${first} to ${last - 1}: ${it}`));
    onBatch(last - seed);
  }
  return { programs, verdicts, honest, violations };
}

/** The verdict, or in words what failed that is no program's to make fail. */
async function verdictOf({ code }: HostileProgram, sandbox: Sandbox, around: Surroundings): Promise<string> {
  const candidate = around.filledIn(code);
  const job = { kind: "check", candidate, tests: TESTS, helpers: "", entryPoint: "solve", imports: "none" } as const;
  try {
    return (await sandbox.run(job, LIMITS)).verdict;
  } catch (error) {
    return `the sandbox failed: ${messageOf(error)}`;
  }
}
