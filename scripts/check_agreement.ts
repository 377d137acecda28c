/**
 * Plausible or correct? Of the solved tasks of a run, how many repaired functions answer like the known fix on inputs
 * made from those of the tests: `npx tsx scripts/check_agreement.ts --input RESULTS --dataset-path DATA`.
 *
 * Inputs are changed at random from a fixed seed, and those on which the known fix raises are left out; some may
 * still be outside what the specification promises, so that "differs" is a hint and no proof.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "../src/cli/flags/kinds.ts";
import type { SampleRecord, Sandbox, Task } from "../src/core/index.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { readRecords } from "../src/evaluation/records.ts";
import { openSandbox } from "../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../src/sandbox/limits.ts";
import { script } from "./support/script.ts";

const HARNESS = readFileSync(join(import.meta.dirname, "agreement.py"), "utf8");

async function agreement(record: SampleRecord, task: Task, sandbox: Sandbox): Promise<"alike" | "differs" | "unknown"> {
  const { entry_point: name, check, declaration, canonical_solution } = task;
  if (check.kind !== "unit_tests" || record.candidate === null || canonical_solution === "") return "unknown";
  const known = (declaration + canonical_solution).replaceAll(new RegExp(`\\b${name}\\b`, "g"), "KNOWN");
  const given = `NAME = ${JSON.stringify(name)}\nENTRY = ${name}\nTESTS = ${JSON.stringify(`${check.helpers}\n${check.tests}`)}\n`;
  const tests = `${known}\n${given}${HARNESS}`;
  const job = {
    kind: "check",
    candidate: record.candidate,
    tests,
    helpers: "",
    entryPoint: name,
    imports: "octopack",
  } as const;
  try {
    const { verdict } = await sandbox.run(job, DEFAULT_LIMITS);
    if (verdict === "passed") return "alike";
    return verdict === "timeout" ? "unknown" : "differs";
  } catch {
    return "unknown"; // the inputs went beyond what the judge can carry
  }
}

async function main(): Promise<void> {
  const values = script({
    about: "Of the solved tasks of a run, how many repaired functions answer like the known fix on other inputs.",
    flags: {
      input: { kind: text, takes: "FILE", required: true, help: "results file" },
      "dataset-path": { kind: text, takes: "FILE", required: true, help: "its data set" },
    },
  });
  const { tasks } = await loadTasks({ path: values["dataset-path"], language: "python", report: () => {} });
  const { records } = await readRecords(values.input);
  await using sandbox = await openSandbox({ kind: "process" });
  const counts = { alike: 0, differs: 0, unknown: 0 };
  for (const record of records.filter((it) => it.passed)) {
    const task = tasks.find((it) => it.task_id === record.task_id);
    if (task === undefined) throw new Error(`${values["dataset-path"]} has no task ${record.task_id}`);
    const answer = await agreement(record, task, sandbox);
    counts[answer] += 1;
    if (answer !== "alike")
      process.stderr.write(`${record.task_id}: ${answer}${record.search?.edit ? ` (${record.search.edit})` : ""}\n`);
  }
  process.stdout.write(`${JSON.stringify({ solved: records.filter((it) => it.passed).length, ...counts })}\n`);
}

await main();
