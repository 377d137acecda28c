/** What faults cost: the seconds until the next one (or the end), less those that the same records took undisturbed. */
import { cpus } from "node:os";
import { FAULTS } from "./faults.ts";
import type { Course } from "./run.ts";

export interface Costs {
  readonly calm: Course;
  readonly rough: Course;
  readonly records: number;
  readonly links: string;
  readonly workers: number;
}

export function costTable({ calm, rough, records, links, workers }: Costs): string {
  const ends = [...rough.happened.slice(1), { second: rough.seconds, records }];
  const lost = rough.happened.map(({ kind, second, records: before }, index) => {
    const { second: until = 0, records: after = 0 } = ends[index] ?? {};
    return { kind, seconds: until - second - (timeOf(calm, after) - timeOf(calm, before)) };
  });
  const rows = FAULTS.flatMap((kind) => {
    const of = lost.filter((it) => it.kind === kind).map(({ seconds }) => seconds);
    if (of.length === 0) return [];
    const sum = of.reduce((total, it) => total + it, 0);
    // Not the median: what holds the records back holds the next fault back, and then several come at once.
    const [mean, most] = [sum / of.length, Math.max(...of)];
    return [`| ${kind} | ${of.length} | ${mean.toFixed(1)} | ${most.toFixed(1)} | ${sum.toFixed(0)} |`];
  });
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()})`;
  return [
    `${records} records, ${workers} workers, ${links}, ${machine}`,
    `undisturbed ${calm.seconds.toFixed(0)} s, with ${rough.happened.length} faults ${rough.seconds.toFixed(0)} s`,
    "",
    "| fault | times | mean s lost | most | sum |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** The second at which a run had so many records. */
function timeOf({ marks }: Course, records: number): number {
  return marks.find((mark) => mark.records >= records)?.second ?? marks.at(-1)?.second ?? 0;
}
