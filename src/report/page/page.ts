/**
 * Runs → one HTML file that needs nothing else: no network, no server. Its own rules forbid it any connection, and any
 * script but the one that it carries, so that text of a model could not run even if it were taken for HTML.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Task } from "../../core/index.ts";
import { plural } from "../numbers.ts";
import { breakdown } from "./breakdown_html.ts";
import { buildBlocks } from "./build_blocks.ts";
import { buildIndex, type PageRun } from "./build_index.ts";
import { clientScript } from "./bundle.ts";
import { comparison } from "./comparison_html.ts";
import { type Html, html, raw } from "./html.ts";
import { DETAILS_ID, INDEX_ID, PROMPTS_ID } from "./page_data.ts";
import { provenance, summaryCards, summaryTable } from "./summary_html.ts";

/** In the order in which they apply. */
const STYLES = ["base", "numbers", "tasks", "detail", "layout"];

/** Few enough that a task opens at once, many enough that they compress well. */
const TASKS_PER_BLOCK = 64;

/**
 * @param notices what a reader must know before the numbers
 * @param tasks by id, as far as the data set is at hand: without them there is no buggy code to compare with
 */
export async function reportPage(
  runs: readonly PageRun[],
  tasks: ReadonlyMap<string, Task>,
  notices: readonly string[] = [],
): Promise<string> {
  const script = await clientScript();
  const style = STYLES.map((name) => readFileSync(new URL(`styles/${name}.css`, import.meta.url), "utf8")).join("");
  const title = runs
    .map(({ view }) => view.model)
    .filter((name, at, all) => all.indexOf(name) === at)
    .join(" · ");
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}: code repair report</title>
<style>${raw(style)}</style>
</head>
<body>
${pageBody(runs, title, notices)}
${dataElements(runs, tasks)}
<script>${raw(script)}</script>
</body>
</html>
`.html;
}

function policy(script: string, style: string): string {
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
}

function pageBody(runs: readonly PageRun[], title: string, notices: readonly string[]): Html {
  const views = runs.map(({ view }) => view);
  const [first] = views;
  if (first === undefined) throw new Error("a report needs a run");
  const single = views.length === 1;
  return html`<header class="page-head"><div><h1>${title}</h1>
<p class="note">${single ? [first.label, first.date].filter((it) => it !== "").join(" · ") : plural(views.length, "run")}</p></div>
<div><button type="button" id="theme">Dark or light</button><button type="button" id="show-help">Keys</button></div></header>
<main>
${single && first.standIn !== "" ? html`<p class="notice">No result: ${first.standIn}</p>` : ""}
${notices.map((notice) => html`<p class="notice">${notice}</p>`)}
<section aria-labelledby="summary"><h2 id="summary" class="for-readers">Summary</h2>${single ? summaryCards(first) : summaryTable(views)}${provenance(views)}</section>
${comparison(views)}
${breakdown(runs)}
${taskSection()}
</main>
${helpDialog()}`;
}

function taskSection(): Html {
  return html`<section aria-labelledby="tasks-title"><h2 id="tasks-title">Tasks</h2>
<noscript><p class="notice">The list of tasks needs JavaScript; the numbers above do not.</p></noscript>
<div class="toolbar" role="search" aria-label="Filter the tasks">
<label>Search ids, code and output <input type="search" id="search" autocomplete="off" spellcheck="false"></label>
<label>Verdict <select id="verdict"></select></label>
<label>Bug <select id="bug"></select></label>
<label data-several-runs>Of run <select id="run"></select></label>
<label data-several-runs>Change <select id="change"></select></label>
<button type="button" id="reset" hidden>Show all</button>
<label class="inline"><input type="checkbox" id="known-fix"> Show the known fix</label>
</div>
<p id="count" class="note" role="status"></p>
<div class="split">
<div class="list"><table id="tasks" aria-label="Tasks"><thead><tr id="task-head"></tr></thead><tbody id="task-rows"></tbody></table><div id="more"></div></div>
<section id="detail" aria-label="Opened task" tabindex="0"></section>
</div></section>`;
}

function helpDialog(): Html {
  const keys = [
    ["/", "search"],
    ["j", "next task"],
    ["k", "previous task"],
    ["Enter", "open the task that has the focus"],
    ["Esc", "close the task, leave the search"],
    ["f", "show or hide the known fix"],
    ["t", "dark or light"],
    ["?", "this list"],
  ] as const;
  return html`<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2><dl>${keys.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`)}</dl><form method="dialog"><button>Close</button></form></dialog>`;
}

function dataElements(runs: readonly PageRun[], tasks: ReadonlyMap<string, Task>): Html {
  const index = JSON.stringify(buildIndex(runs, TASKS_PER_BLOCK, tasks.size > 0)).replaceAll("<", "\\u003c");
  const blocks = buildBlocks(runs, tasks, TASKS_PER_BLOCK).map(
    ({ details, prompts }, at) =>
      html`<script type="text/plain" id="${DETAILS_ID + at}">${raw(details)}</script>
<script type="text/plain" id="${PROMPTS_ID + at}">${raw(prompts)}</script>
`,
  );
  return html`<script type="application/json" id="${INDEX_ID}">${raw(index)}</script>
${blocks}`;
}
