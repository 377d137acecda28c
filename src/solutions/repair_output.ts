/** The files that a repair leaves besides its records: valid at any moment, however the run ends. */

import type { SampleRecord } from "../core/index.ts";
import type { SolutionFile } from "../datasets/solution_files.ts";
import { exactJson } from "../lib/exact_json.ts";
import { writeAtomically } from "../lib/files.ts";
import { improvedRows } from "./repair.ts";

/** The files that a repair writes. */
export interface RepairPaths {
  readonly output: string;
  readonly records: string;
  readonly summary: string;
}

/** Rewriting a large file after every problem takes at most a part in so many of the time. */
const RARITY = 20;

/** The improved file while it grows. */
export class RepairOutput {
  readonly #paths: RepairPaths;
  readonly #file: SolutionFile;
  readonly #modelKey: string;
  readonly #records = new Map<string, SampleRecord>();
  #nextWrite = 0;

  /** @param before records of earlier sessions */
  constructor(paths: RepairPaths, file: SolutionFile, modelKey: string, before: readonly SampleRecord[]) {
    this.#paths = paths;
    this.#file = file;
    this.#modelKey = modelKey;
    for (const record of before) this.#records.set(record.task_id, record);
  }

  async add(record: SampleRecord): Promise<void> {
    this.#records.set(record.task_id, record);
    if (performance.now() >= this.#nextWrite) await this.write();
  }

  async write(): Promise<void> {
    const started = performance.now();
    const rows = improvedRows(this.#file, this.#modelKey, [...this.#records.values()]);
    await writeAtomically(this.#paths.output, `${exactJson(rows, 2)}\n`);
    this.#nextWrite = performance.now() + RARITY * (performance.now() - started);
  }

  async summarize(summary: object): Promise<void> {
    await writeAtomically(this.#paths.summary, `${JSON.stringify(summary, null, 2)}\n`);
  }
}
