/** The tables of results/README.md say what the committed files say. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SampleRecord } from "../../src/core/index.ts";
import { meanEstimate } from "../../src/evaluation/estimate.ts";
import { passAtK, wilson } from "../../src/evaluation/metrics.ts";
import { readRecords } from "../../src/evaluation/records.ts";
import { ROOT } from "../support/program.ts";

const SNAPSHOTS = join(ROOT, "results", "snapshots");
const README = readFileSync(join(ROOT, "results", "README.md"), "utf8");
const ROWS: readonly { readonly name: string; readonly passed: number }[] = JSON.parse(
  readFileSync(join(SNAPSHOTS, "rows.json"), "utf8"),
);

const recordsOf = async (name: string) => (await readRecords(join(SNAPSHOTS, `${name}.jsonl.gz`))).records;
const solved = (records: readonly SampleRecord[]) => records.filter(({ passed }) => passed).length;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const span = ([low, high]: readonly [number, number]) => `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`;
const estimated = (values: readonly number[]): string[] => {
  const { value, ci95 } = meanEstimate(values) ?? { value: 0, ci95: [0, 1] };
  return [percent(value), span(ci95)];
};
const cellsOf = (name: string) =>
  README.split("\n")
    .find((line) => line.startsWith(`| \`${name}\` |`))
    ?.split("|")
    .slice(1, -1)
    .map((cell) => cell.trim()) ?? [];

describe("results/README.md", () => {
  it.each(ROWS.map(({ name, passed }) => [name, passed] as const))("%s is as its file says", async (name, passed) => {
    const records = await recordsOf(name);
    expect(solved(records)).toBe(passed);
    const cells = cellsOf(name);
    const tasks = new Map<string, SampleRecord[]>();
    for (const record of records) tasks.set(record.task_id, [...(tasks.get(record.task_id) ?? []), record]);
    expect(tasks.size).toBe(164);
    if (records.length > tasks.size) {
      const atK = (k: number) => [...tasks.values()].map((of) => passAtK(of.length, solved(of), k));
      expect(cells.slice(2)).toEqual([1, 10].flatMap((k) => estimated(atK(k))));
      return;
    }
    expect(cells.slice(3, 6)).toEqual([10, 100, 164].map((first) => String(solved(records.slice(0, first)))));
    const first = records.filter(({ attempts, candidates }) => !candidates && attempts[0]?.verdict === "passed").length;
    const counted = records.some(({ candidates }) => candidates) ? passed : first;
    expect(cells.slice(6)).toEqual([percent(counted / 164), span(wilson(counted, 164))]);
  });

  it("has no row that no file is behind", () => {
    const named = [...README.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
    expect([...new Set(named)].sort()).toEqual(ROWS.map(({ name }) => name).sort());
  });
});
