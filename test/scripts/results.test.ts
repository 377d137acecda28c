/** `npm run results`: rows are written, found the same again, and a changed answer is noticed. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { rowsOf, SAMPLE } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT } from "../support/program.ts";

function results(snapshots: string, ...more: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const argv = [
    "--import",
    "tsx",
    join(ROOT, "scripts/results.ts"),
    "--snapshots",
    snapshots,
    "--dataset-path",
    SAMPLE,
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, [...argv, ...more], { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}

it("writes rows, finds them the same again, and notices an answer that is another", { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const snapshots = join(folder, "snapshots");
  mkdirSync(snapshots);
  const answers = join(folder, "answers.jsonl");
  const rows = rowsOf(SAMPLE).slice(0, 2);
  const lines = rows.map((row) => ({ task_id: row.task_id, completion: row.declaration + row.canonical_solution }));
  writeFileSync(answers, lines.map((line) => JSON.stringify(line)).join("\n"));
  const row = { name: "known", model: `replay:${answers}`, flags: ["--max", "2"], passed: 2 };
  writeFileSync(join(snapshots, "rows.json"), JSON.stringify([row]));

  expect(await results(snapshots, "--write")).toMatchObject({ code: 0 });
  const again = await results(snapshots);
  expect([again.code, again.stdout]).toEqual([0, "known: 2 records, 2 solved, all the same, bit for bit\n"]);

  const path = join(snapshots, "known.jsonl.gz");
  const text = gunzipSync(readFileSync(path)).toString();
  writeFileSync(path, gzipSync(text.replaceAll('"verdict":"passed"', '"verdict":"timeout"')));
  const other = await results(snapshots, "--row", "known");
  expect(other.code).toBe(1);
  expect(other.stdout).toContain("known: 2 records, 2 solved, 2 others: ");
  expect(await results(snapshots, "--row", "none")).toMatchObject({ code: 2 });
});
