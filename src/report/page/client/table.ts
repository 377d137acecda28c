/** The table of tasks: as many rows as one looks at, more on demand, so that ten thousand tasks load as fast as ten. */
import { index } from "./data.ts";
import { byId, el, shown } from "./dom.ts";
import { fragmentOf, type Sort, type State } from "./state.ts";

const FIRST_ROWS = 200;
const MORE_ROWS = 1000;

interface Column {
  readonly title: string;
  readonly sort: Sort;
  /** `number`: set to the right; `optional`: hidden beside an opened task. */
  readonly look: string;
}

const several = index.runs.length > 1;

const COLUMNS: readonly Column[] = [
  { title: "Task", sort: "task", look: "" },
  ...(index.bug_types.length > 0 ? [{ title: "Bug", sort: "bug", look: "optional" } as const] : []),
  ...(several ? [] : [{ title: "Verdict", sort: "verdict", look: "" } as const]),
  { title: "Time", sort: "time", look: "number" },
  { title: "Tokens", sort: "tokens", look: "number optional" },
  ...(index.has_code ? [{ title: "Changed / needed", sort: "changed", look: "number optional" } as const] : []),
];

let rows: readonly number[] = [];
let drawn = 0;

/** Draws the head once; `onSort` is told which column was chosen. */
export function drawHead(onSort: (sort: Sort) => void): void {
  const cells = COLUMNS.map(({ title, sort, look }) =>
    el(
      "th",
      { scope: "col", "data-sort": sort, class: look },
      el("button", { type: "button", onclick: () => onSort(sort) }, title),
    ),
  );
  const verdicts = several ? index.runs.map((run) => el("th", { scope: "col" }, shown(run.name))) : [];
  cells.splice(
    COLUMNS.findIndex(({ sort }) => sort === "time"),
    0,
    ...verdicts,
  );
  byId("task-head", HTMLTableRowElement).replaceChildren(...cells);
}

/** Shows these tasks. */
export function drawRows(tasks: readonly number[], state: State): void {
  rows = tasks;
  drawn = 0;
  byId("task-rows", HTMLTableSectionElement).replaceChildren();
  for (const head of document.querySelectorAll("#task-head th[data-sort]")) {
    const isSorted = head.getAttribute("data-sort") === state.sort;
    if (isSorted) head.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  drawMore(state, FIRST_ROWS);
}

function drawMore(state: State, count: number): void {
  const body = byId("task-rows", HTMLTableSectionElement);
  body.append(...rows.slice(drawn, drawn + count).map((task) => taskRow(task, state)));
  drawn = Math.min(rows.length, drawn + count);
  const left = rows.length - drawn;
  const more = byId("more", HTMLElement);
  more.replaceChildren();
  if (left === 0) return;
  const next = Math.min(left, MORE_ROWS);
  more.append(
    el("p", {}, `${drawn.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows are shown.`),
    el("button", { type: "button", onclick: () => drawMore(state, next) }, `Show ${next.toLocaleString("en")} more`),
  );
}

function taskRow(task: number, state: State): HTMLElement {
  const run = index.runs[state.run] ?? index.runs[0];
  const id = index.task_ids[task] ?? "";
  const link = el("a", { href: fragmentOf({ ...state, task: id, sample: 0 }) }, shown(id));
  const cells = [el("th", { scope: "row" }, link)];
  const add = (text: Node | string, name = ""): number =>
    cells.push(el("td", name === "" ? {} : { class: name }, text));
  if (index.bug_types.length > 0) add(shown(index.bug_types[index.bug_type[task] ?? -1] ?? ""), "optional");
  for (let at = 0; at < index.runs.length; at++) add(verdictBadge(task, at));
  add(timeText(run?.seconds[task] ?? 0), "number");
  add((run?.tokens[task] ?? 0).toLocaleString("en"), "number optional");
  if (index.has_code) add(changedText(run?.changed[task], run?.needed[task]), "number optional");
  return el("tr", { "data-task": task, "aria-current": id === state.task ? "true" : false }, ...cells);
}

/** The verdict of a task in a run; how many samples passed, where there are several. */
function verdictBadge(task: number, at: number): HTMLElement {
  const run = index.runs[at];
  const verdict = index.verdicts[run?.verdict[task] ?? -1];
  if (run === undefined || verdict === undefined) return el("span", { class: "sub" }, "not recorded");
  const passed = run.passed[task] ?? 0;
  if (run.samples > 1) {
    const name = passed === run.samples ? "passed" : passed === 0 ? verdict : "partly";
    return badge(name, `${passed} of ${run.samples} passed`);
  }
  const change = ["lost", "", "gained"][(run.change[task] ?? 0) + 1] ?? "";
  const drawn = badge(verdict, verdict.replaceAll("_", " "));
  if (at > 0 && change !== "") drawn.append(el("span", { class: `change ${change}` }, change));
  return drawn;
}

export function badge(verdict: string, words: string): HTMLElement {
  return el("span", { class: `badge v-${verdict}` }, words);
}

export function timeText(seconds: number): string {
  if (seconds > 0 && seconds < 0.995) return `${Math.round(1000 * seconds)} ms`;
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}

function changedText(changed: number | null | undefined, needed: number | null | undefined): string {
  return changed === null || changed === undefined ? "" : `${changed} / ${needed ?? "?"}`;
}
