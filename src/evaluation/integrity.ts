/** What it takes to forge the verdicts that a score is made of. */
import { type Integrity, type RunFile, type SampleRecord, type Task, weakestOf } from "../core/index.ts";
import { languageOf } from "../languages/index.ts";

/** Of a score over these tasks; undefined where there are none. */
export function integrityOf(tasks: readonly Task[]): Integrity | undefined {
  return weakestOf(tasks.map(languageOf));
}

/** Of a results file; undefined where nothing says how its verdicts were found. */
export function savedIntegrity(run: RunFile | undefined, records: readonly SampleRecord[]): Integrity | undefined {
  if (run?.config.rescored_judge === "in-process") return "exit-status";
  if (run?.integrity !== undefined) return run.integrity;
  // Version 0.1 knew one judge; the original program believed the exit status.
  if (run !== undefined) return "separate-process";
  return records.every(({ schema_version }) => schema_version === 0) ? "exit-status" : undefined;
}

/** The level as it stands beside a number. */
export function integrityWords(level: Integrity | undefined): string {
  return level ?? "not recorded";
}
