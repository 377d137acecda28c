/** Every run against the first one. */
import { compareOutcomes, type OutcomesComparison } from "../../evaluation/compare_outcomes.ts";
import { count } from "../numbers.ts";
import type { RunView } from "../run_view.ts";
import { type Html, html } from "./html.ts";

export function comparison([first, ...others]: readonly RunView[]): Html {
  if (first === undefined || others.length === 0) return html``;
  const rows = others.flatMap((other, index) => comparisonRows(first, other, index + 1));
  return html`<section aria-labelledby="comparison"><h2 id="comparison">Against ${first.name}</h2>
    <table class="summary"><thead><tr><th scope="col">Run</th><th scope="col">What counts</th><th scope="col">Gained</th><th scope="col">Lost</th><th scope="col">Difference</th><th scope="col">McNemar's exact p</th></tr></thead><tbody>${rows}</tbody></table>
    <p class="note">Gained: solved here, not in ${first.name}. The interval is the bootstrap's over the tasks that both runs worked on. p is the chance of a split at least this uneven if gains and losses were equally likely.</p></section>`;
}

function comparisonRows(first: RunView, other: RunView, run: number): Html[] {
  const compared = (attempts: number): OutcomesComparison =>
    compareOutcomes({ ...first, attempts: Math.min(attempts, first.attempts) }, { ...other, attempts });
  const rows = [comparisonRow(other, "pass@1", compared(1), { run, suffix: "-first" })];
  const most = Math.max(first.attempts, other.attempts);
  if (most > 1) rows.push(comparisonRow(other, "solved within all attempts", compared(most), { run, suffix: "" }));
  return rows;
}

function comparisonRow(other: RunView, what: string, compared: OutcomesComparison, filter: ChangeFilter): Html {
  const { gained, lost, difference, p, tasks } = compared;
  const points = (share: number): string => `${share > 0 ? "+" : ""}${(100 * share).toFixed(1)}`;
  const [low, high] = difference.ci95;
  return html`<tr><th scope="row">${other.name}</th><td>${what}<span class="sub">${count(tasks)} tasks in both</span></td>
    <td class="number">${changeLink(gained.length, "gained", filter)}</td><td class="number">${changeLink(lost.length, "lost", filter)}</td>
    <td>${points(difference.value)} points<span class="sub">95 % interval ${points(low)} to ${points(high)}</span></td>
    <td>${p === undefined ? html`<span class="sub">several samples: see the interval</span>` : html`${pWords(p)}<span class="sub">${p < 0.05 ? "unlikely to be chance alone" : "chance alone could do it"}</span>`}</td></tr>`;
}

/** Which filter of the task list shows what a row counts. */
interface ChangeFilter {
  readonly run: number;
  readonly suffix: "" | "-first";
}

function changeLink(tasks: number, change: string, { run, suffix }: ChangeFilter): Html {
  return html`<a href="#change=${change + suffix}&amp;run=${run}">${count(tasks)}</a>`;
}

function pWords(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
