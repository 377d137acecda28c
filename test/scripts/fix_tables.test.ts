import { expect, it } from "vitest";
import { type Measured, shareRows, shareTable, strategyTable } from "../../scripts/support/fix_tables.ts";

const at = (project: string, seconds: number | undefined): Measured => ({
  ...{ project, fixed: seconds !== undefined, seconds: 64 },
  ...(seconds !== undefined && { repairing: seconds }),
});

it("tells by what each repaired alone what both would, one after the other", () => {
  const search = [at("a", 3), at("b", 12), at("c", undefined)];
  const model = [at("a", 2), at("b", undefined), at("c", 45)];
  const rows = shareRows(search, model, 60, 15);
  expect(rows).toEqual([
    { seconds: 0, search: 0, model: 2, either: 2 },
    { seconds: 15, search: 2, model: 2, either: 3 },
    { seconds: 30, search: 2, model: 1, either: 2 },
    { seconds: 45, search: 2, model: 1, either: 2 },
    { seconds: 60, search: 2, model: 0, either: 2 },
  ]);
  expect(shareTable(rows)).toContain("| 15 | 2 | 2 | 3 |\n");
});

it("takes the whole program's seconds where no others were kept", () => {
  const old = { project: "a", fixed: true, seconds: 16 };
  expect(shareRows([old], [], 20, 10).map(({ search }) => search)).toEqual([0, 0, 1]);
});

it("counts what became of the answers to each way of asking", () => {
  const answer = (strategy: string, verdict: string, repeats = false) => ({ strategy, verdict, repeats, seconds: 1 });
  const answers = [
    answer("first", "wrong_answer"),
    answer("rewrite", "wrong_answer", true),
    answer("rewrite", "passed"),
  ];
  expect(strategyTable([{ ...at("a", 3), answers }, at("b", 1)])).toBe(
    "| asked for by | answers | repeats | passed |\n|---|---|---|---|\n| first | 1 | 0 | 0 |\n| rewrite | 2 | 1 | 1 |\n",
  );
  expect(strategyTable([at("a", 3)])).toBe("");
});
