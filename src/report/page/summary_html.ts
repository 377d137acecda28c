/** The part of the page that needs no script: what was run, and the numbers. */
import { scoreName } from "../../evaluation/summary.ts";
import { count, percent, plural, time } from "../numbers.ts";
import type { RunView } from "../run_view.ts";
import { type Html, html } from "./html.ts";

/** One run as cards. */
export function summaryCards(view: RunView): Html {
  const { summary, records, outcomes, samples } = view;
  const { propose, execute, reflect, total } = summary.seconds;
  const [low, high] = summary.pass_at_1_ci95;
  const missing = outcomes.length * samples - records.length;
  const cards = [
    card("Tasks", count(outcomes.length), [
      samples > 1 ? `${plural(samples, "sample")} each` : "one sample each",
      missing > 0 ? `${count(missing)} not recorded: counted as failed` : "all recorded",
    ]),
    card(
      scoreName(summary),
      percent(summary.pass_at_1),
      [intervalWords(view), ...passAtKWords(view), `verdicts: ${view.integrity}`],
      intervalBar([low, high], summary.pass_at_1),
    ),
    solvedCard(view),
    card("Runtime", time(total), [
      `summed; mean ${time(total / Math.max(1, records.length))}`,
      `propose ${time(propose)}, execute ${time(execute)}${reflect > 0 ? `, reflect ${time(reflect)}` : ""}`,
    ]),
    card("Tokens", count(summary.tokens.prompt + summary.tokens.completion), [
      `${count(summary.tokens.prompt)} prompt, ${count(summary.tokens.completion)} completion`,
      `${count(summary.cut_completions)} completions cut at the limit`,
    ]),
  ];
  return html`<div class="cards">${cards}</div>`;
}

function card(title: string, value: string, lines: readonly string[], graphic: Html = html``): Html {
  return html`<div class="card"><h3>${title}</h3><p class="value">${value}</p>${graphic}${lines.map((line) => html`<p>${line}</p>`)}</div>`;
}

function solvedCard({ summary, outcomes, attempts, samples }: RunView): Html {
  const lines = [`of ${plural(outcomes.length, "task")}${samples > 1 ? ", by at least one sample" : ""}`];
  if (summary.solved_within === undefined) return card("Solved", count(summary.passed), [...lines, "one attempt each"]);
  const curve = Object.entries(summary.solved_within).map(([k, solved]) => `${k}: ${count(solved)}`);
  return card(`Solved within ${attempts} attempts`, count(summary.passed), [
    ...lines,
    `by attempt ${curve.join(", ")}; later ones saw what failed, so this is not pass@k`,
  ]);
}

function intervalWords({ summary, samples }: RunView): string {
  const [low, high] = summary.pass_at_1_ci95;
  return `95 % interval ${percent(low)} to ${percent(high)} (${samples > 1 ? "bootstrap over tasks" : "Wilson"})`;
}

function passAtKWords({ summary }: RunView): string[] {
  return Object.entries(summary.pass_at_k ?? {})
    .filter(([k]) => k !== "1")
    .map(([k, { value, ci95 }]) => `pass@${k} ${percent(value)} (${percent(ci95[0])} to ${percent(ci95[1])})`);
}

/** A share and its interval on a line from 0 to 100 %. */
export function intervalBar([low, high]: readonly [number, number], share: number): Html {
  const at = (value: number): string => (200 * value).toFixed(1);
  return html`<svg class="interval" viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="200" height="12"/><rect class="band" x="${at(low)}" width="${at(Math.max(0.005, high - low))}" height="12"/><rect class="point" x="${at(Math.min(0.99, share))}" width="2" height="12"/></svg>`;
}

/** Several runs, one row each. */
export function summaryTable(views: readonly RunView[]): Html {
  const rows = views.map((view) => {
    const { summary, outcomes, records } = view;
    return html`<tr>
      <th scope="row">${view.name}<span class="sub">${view.model}${view.standIn === "" ? "" : html`<br><strong>No result: ${view.standIn}</strong>`}</span></th>
      <td class="number">${count(outcomes.length)}${view.samples > 1 ? html`<span class="sub">${view.samples} samples</span>` : ""}</td>
      <td class="wide">${summary.chosen_from === undefined ? "" : `${scoreName(summary)} `}${percent(summary.pass_at_1)}${intervalBar(summary.pass_at_1_ci95, summary.pass_at_1)}<span class="sub">${intervalWords(view)}</span>${passAtKWords(view).map((words) => html`<span class="sub">${words}</span>`)}<span class="sub">verdicts: ${view.integrity}</span></td>
      <td class="number">${count(summary.passed)}<span class="sub">${plural(view.attempts, "attempt")}</span></td>
      <td class="number">${time(summary.seconds.total)}<span class="sub">mean ${time(summary.seconds.total / Math.max(1, records.length))}</span></td>
      <td class="number">${count(summary.tokens.prompt + summary.tokens.completion)}<span class="sub">${count(summary.tokens.completion)} written</span></td>
    </tr>`;
  });
  return html`<table class="summary"><thead><tr><th scope="col">Run</th><th scope="col">Tasks</th><th scope="col">${scoreOf(views)}</th><th scope="col">Solved</th><th scope="col">Runtime</th><th scope="col">Tokens</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** The heading of a column that runs may fill with different things. */
function scoreOf(views: readonly RunView[]): string {
  return views.every(({ summary }) => summary.chosen_from === undefined) ? "pass@1" : "pass@1, or 1@k where it says so";
}

/** What made the numbers: everything that one needs to run it again. */
export function provenance(views: readonly RunView[]): Html {
  const rows = views.map(
    (view) =>
      html`<tr><th scope="row">${view.name}</th><td>${view.label || "not recorded"}</td><td>${view.dataset}</td><td>${view.sandbox || "not recorded"}</td><td>${view.date || "not recorded"}</td><td><code>${view.configHash || "not recorded"}</code></td></tr>`,
  );
  return html`<details class="provenance"><summary>What made these numbers</summary><table><thead><tr><th scope="col">Run</th><th scope="col">Settings</th><th scope="col">Data set</th><th scope="col">Sandbox</th><th scope="col">Date</th><th scope="col">Configuration</th></tr></thead><tbody>${rows}</tbody></table></details>`;
}
