/** A score says what a forger of its verdicts must do, wherever it is seen. */
import { describe, expect, it } from "vitest";
import { toCsv } from "../../src/cli/commands/export.ts";
import type { RunFile, SampleRecord } from "../../src/core/index.ts";
import { integrityOf, savedIntegrity } from "../../src/evaluation/integrity.ts";
import { compareRuns } from "../../src/evaluation/runs_compare.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { pictureSvg } from "../../src/report/picture/picture.ts";
import { runView } from "../../src/report/run_view.ts";
import { runsText } from "../../src/report/solutions_text.ts";
import { summaryText } from "../../src/report/summary_text.ts";
import { makeRecord } from "../support/records.ts";
import { syntheticRun } from "../support/synthetic_run.ts";
import { makeTask } from "../support/tasks.ts";

const LEVELS = ["separate-process", "challenge", "exit-status"] as const;
const { records, run } = syntheticRun({ tasks: 3 });
const atLevel = (integrity: RunFile["integrity"]): RunFile => ({ ...run, ...(integrity && { integrity }) });

describe("the integrity level", () => {
  it.each(LEVELS)("%s stands in the summary, the picture, the page, the comparison and the CSV", async (level) => {
    const view = runView("run", records, atLevel(level));
    const head = { ...view, out: "o" };
    expect(summaryText(view.summary, { ...head, standIn: "" })).toMatch(new RegExp(`sandbox .*, verdicts: ${level}\n`));
    expect(pictureSvg(view)).toContain(`>${level}<`);
    for (const views of [[view], [view, { ...view, name: "other" }]]) {
      const edits = new Map();
      const page = await reportPage(views.map((it) => ({ view: it, edits })) as never, new Map());
      expect(page.split(`verdicts: ${level}`)).toHaveLength(views.length + 1);
    }
    const data = { path: "a", records, run: atLevel(level) };
    expect(runsText(compareRuns(data, data, false))).toMatch(new RegExp(`verdicts +${level}\n`));
    const other = { ...data, path: "b", run: atLevel("exit-status") };
    const compared = compareRuns(data, other, false);
    expect(compared).toMatchObject({ original_integrity: level, improved_integrity: "exit-status" });
    if (level !== "exit-status") expect(runsText(compared)).toContain(`${level} → exit-status`);
    const csv = toCsv(records, view.integrity);
    expect(csv.split("\n")[0]?.split(",").at(-1)).toBe("integrity");
    expect(csv.split(`,${level}\n`)).toHaveLength(records.length + 1);
  });

  it("is that of the tasks' languages, and of an older file's only judge", () => {
    expect(integrityOf([makeTask()])).toBe("separate-process");
    expect(integrityOf([])).toBeUndefined();
    expect(savedIntegrity(run, records)).toBe("separate-process");
  });

  const old: SampleRecord[] = [makeRecord({ schema_version: 0 })];
  it.each<[string, ReturnType<typeof savedIntegrity>, RunFile | undefined, readonly SampleRecord[]]>([
    ["of the original program, which believed the exit status", "exit-status", undefined, old],
    ["of records that nothing is said of", undefined, undefined, [makeRecord()]],
    [
      "of records judged again in one process",
      "exit-status",
      { ...atLevel("separate-process"), config: { rescored_judge: "in-process" } },
      records,
    ],
  ])("%s", (_whose, level, file, of) => {
    expect(savedIntegrity(file, of)).toBe(level);
    expect(runView("r", of, file).integrity).toBe(level ?? "not recorded");
  });
});
