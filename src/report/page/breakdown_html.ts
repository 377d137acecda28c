/** How attempts ended, where the code was found, and how much the fixes changed: a column per run. */
import type { Attempt } from "../../core/index.ts";
import { summarizeOverEdit } from "../../evaluation/over_edit.ts";
import { count, percent } from "../numbers.ts";
import type { RunView } from "../run_view.ts";
import type { PageRun } from "./build_index.ts";
import { type Html, html } from "./html.ts";

export function breakdown(runs: readonly PageRun[]): Html {
  const views = runs.map(({ view }) => view);
  return html`<details class="breakdown" ${runs.length === 1 ? html`open` : html``}><summary>Breakdown by bug, verdict, extraction and size of the fix</summary><div class="groups">
    ${groupTable("pass@1 per bug type", views, "by_bug_type")}
    ${groupTable("pass@1 per failure symptom", views, "by_failure_symptoms")}
    ${countTable("Verdicts of the last attempts", views, (view) => verdictCounts(view))}
    ${countTable("Where the code was found", views, (view) => countsOver(view, ({ extraction }) => SOURCES[extraction]))}
    ${countTable("What the code was taken as", views, (view) => countsOver(view, ruleOf))}
    ${overEditTable(runs)}
  </div></details>`;
}

/** pass@1 per kind of bug or symptom, a column per run. */
function groupTable(title: string, views: readonly RunView[], field: "by_bug_type" | "by_failure_symptoms"): Html {
  const names = [...new Set(views.flatMap(({ summary }) => Object.keys(summary[field])))];
  if (names.length === 0) return html``;
  const rows = names.map((name) => {
    const cells = views.map(({ summary }) => {
      const rate = summary[field][name];
      if (rate === undefined) return html`<td>none</td>`;
      const [low, high] = rate.ci95;
      return html`<td>${percent(rate.value)} <span class="sub">of ${count(rate.tasks)}: ${percent(low)} to ${percent(high)}</span></td>`;
    });
    return html`<tr><th scope="row">${name}</th>${cells}</tr>`;
  });
  return table(title, views, rows);
}

type Counts = ReadonlyMap<string, number>;

function verdictCounts({ summary }: RunView): Counts {
  return new Map(Object.entries(summary.verdicts).map(([verdict, number]) => [verdict.replaceAll("_", " "), number]));
}

const SOURCES = {
  fence: "in a fenced block",
  unclosed_fence: "in a block that was never closed",
  bare: "bare code",
  prose: "code among prose",
  body: "only a body",
  edits: "as edits of the program before",
  none: "no code found",
} as const;

const RULES = {
  entry: "the last piece that does the task",
  body: "a body, under the declaration",
  last: "the last piece, which does not do it",
} as const;

function ruleOf({ candidate, extraction_rule }: Attempt): string {
  if (extraction_rule !== undefined) return RULES[extraction_rule];
  return candidate === null ? "no code found" : "not recorded";
}

/** Over all attempts. */
function countsOver({ records }: RunView, nameOf: (attempt: Attempt) => string): Counts {
  const counts = new Map<string, number>();
  for (const attempt of records.flatMap((record) => record.attempts)) {
    const name = nameOf(attempt);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function countTable(title: string, views: readonly RunView[], of: (view: RunView) => Counts): Html {
  const columns = views.map(of);
  const names = [...new Set(columns.flatMap((counts) => [...counts.keys()]))];
  const total = (counts: Counts): number => [...counts.values()].reduce((sum, number) => sum + number, 0);
  const rows = names.map((name) => {
    const cells = columns.map((counts) => {
      const number = counts.get(name) ?? 0;
      return html`<td>${count(number)} <span class="sub">${percent(number / Math.max(1, total(counts)))}</span></td>`;
    });
    return html`<tr><th scope="row">${name}</th>${cells}</tr>`;
  });
  return table(title, views, rows);
}

function overEditTable(runs: readonly PageRun[]): Html {
  const edits = runs.map(({ edits: of }) => summarizeOverEdit([...of.values()]));
  if (edits.every((edit) => edit === undefined)) return html``;
  const row = (name: string, of: (edit: NonNullable<(typeof edits)[number]>) => string): Html =>
    html`<tr><th scope="row">${name}</th>${edits.map((edit) => html`<td>${edit === undefined ? "none" : of(edit)}</td>`)}</tr>`;
  const rows = [
    row("lines changed, median", (it) => `${count(it.median_lines)}, known fix ${count(it.median_lines_needed)}`),
    row(
      "characters changed, median",
      (it) => `${count(it.median_characters)}, known fix ${count(it.median_characters_needed)}`,
    ),
    row("more lines than the known fix", (it) => `${count(it.larger)} of ${count(it.fixes)}`),
  ];
  return table(
    "Size of the fixes that passed",
    runs.map(({ view }) => view),
    rows,
  );
}

function table(title: string, views: readonly RunView[], rows: readonly Html[]): Html {
  const heads =
    views.length > 1
      ? html`<thead><tr><td></td>${views.map((view) => html`<th scope="col">${view.name}</th>`)}</tr></thead>`
      : html``;
  return html`<div class="group"><h3>${title}</h3><table>${heads}<tbody>${rows}</tbody></table></div>`;
}
