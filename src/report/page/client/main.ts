/** The page's behaviour: the address says what is shown, everything else follows from it. */
import { index, searchTexts } from "./data.ts";
import { drawDetail } from "./detail.ts";
import { byId, el, shown } from "./dom.ts";
import { listenForKeys } from "./keys.ts";
import { rowsOf } from "./rows.ts";
import { EMPTY, fragmentOf, type Sort, type State, stateFrom } from "./state.ts";
import { drawHead, drawRows } from "./table.ts";

let state = EMPTY;
let rows: readonly number[] = [];

/** Goes to another state; `quietly` leaves no entry in the history: for every letter of a search. */
function go(changes: Partial<State>, quietly = false): void {
  const fragment = fragmentOf({ ...state, ...changes });
  if (fragment === location.hash) return;
  if (quietly) {
    history.replaceState(null, "", fragment);
    void show();
  } else location.hash = fragment;
}

async function show(): Promise<void> {
  const before = state;
  state = stateFrom(location.hash);
  if (index.runs[state.run] === undefined) state = { ...state, run: 0 };
  const panel = byId("detail", HTMLElement);
  panel.dataset.wanted = state.task;
  syncControls();
  const isFirst = rows.length === 0 && before === EMPTY;
  if (isFirst || listOf(before) !== listOf(state)) await showRows();
  else markCurrent();
  await drawDetail(state);
  if (state.task !== "" && state.task !== before.task) {
    panel.scrollTop = 0;
    const top = panel.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 2) panel.scrollIntoView({ block: "start" });
    document.getElementById("detail-title")?.focus({ preventScroll: true });
  } else if (state.task === "" && before.task !== "") focusTask(before.task);
}

/** What decides the list, without what decides the opened task. */
function listOf(of: State): string {
  return fragmentOf({ ...of, task: "", sample: 0 });
}

async function showRows(): Promise<void> {
  const wanted = state;
  drawList(rowsOf(index, wanted));
  if (wanted.query.trim() === "") return;
  byId("count", HTMLElement).append(" (reading code and output …)");
  const texts = await searchTexts();
  if (listOf(wanted) === listOf(state)) drawList(rowsOf(index, state, texts));
}

function drawList(tasks: readonly number[]): void {
  rows = tasks;
  // The rows are made anew when code and output have been searched: whoever stood on one stays there.
  const stoodOn = document.activeElement?.closest<HTMLElement>("#task-rows tr")?.dataset.task;
  drawRows(tasks, state);
  if (stoodOn !== undefined) focusTask(index.task_ids[Number(stoodOn)] ?? "");
  const all = index.task_ids.length.toLocaleString("en");
  const filtered = tasks.length < index.task_ids.length;
  byId("count", HTMLElement).textContent = filtered
    ? `${tasks.length.toLocaleString("en")} of ${all} tasks`
    : `${all} tasks`;
  byId("reset", HTMLElement).hidden = listOf({ ...state, run: 0 }) === "#";
}

function markCurrent(): void {
  for (const row of document.querySelectorAll<HTMLElement>("#task-rows tr")) {
    const isCurrent = index.task_ids[Number(row.dataset.task)] === state.task;
    if (isCurrent) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

function focusTask(id: string): void {
  const row = document.querySelector(`#task-rows tr[data-task="${index.task_ids.indexOf(id)}"] a`);
  if (row instanceof HTMLElement) row.focus();
}

/** Opens the next or the previous task of the list. */
function step(by: number): void {
  const at = rows.indexOf(index.task_ids.indexOf(state.task));
  const next = rows[at + by];
  if (next !== undefined) go({ task: index.task_ids[next] ?? "", sample: 0 });
}

// ------------------------------------------------------------------------------------------------ controls

function syncControls(): void {
  const search = byId("search", HTMLInputElement);
  if (search.value !== state.query) search.value = state.query;
  byId("verdict", HTMLSelectElement).value = state.verdict;
  byId("bug", HTMLSelectElement).value = state.bug;
  byId("change", HTMLSelectElement).value = state.change;
  byId("run", HTMLSelectElement).value = String(state.run);
}

function option(value: string, words: string): HTMLElement {
  return el("option", { value }, shown(words));
}

function fillControls(): void {
  const bits = index.runs.flatMap((run) => run.verdict_bits).reduce((all, some) => all | some, 0);
  const verdicts = index.verdicts.filter((_, at) => bits & (1 << at));
  byId("verdict", HTMLSelectElement).append(
    option("", "every verdict"),
    option("failed", "failed, in any way"),
    ...verdicts.map((verdict) => option(verdict, verdict.replaceAll("_", " "))),
  );
  byId("bug", HTMLSelectElement).append(option("", "every bug"), ...index.bug_types.map((bug) => option(bug, bug)));
  byId("run", HTMLSelectElement).append(...index.runs.map(({ name }, at) => option(String(at), name)));
  byId("change", HTMLSelectElement).append(
    option("", "changed or not"),
    option("gained", "gained, all attempts"),
    option("lost", "lost, all attempts"),
    option("gained-first", "gained, first attempts"),
    option("lost-first", "lost, first attempts"),
  );
  for (const element of document.querySelectorAll<HTMLElement>("[data-several-runs]"))
    element.hidden = index.runs.length < 2;
  byId("bug", HTMLElement).parentElement?.toggleAttribute("hidden", index.bug_types.length === 0);
}

function listen(): void {
  const choose = (id: string, changed: (value: string) => Partial<State>): void => {
    const control = byId(id, HTMLSelectElement);
    control.addEventListener("change", () => go(changed(control.value)));
  };
  choose("verdict", (verdict) => ({ verdict }));
  choose("bug", (bug) => ({ bug }));
  choose("change", (change) => ({ change }));
  choose("run", (run) => ({ run: Number(run), sample: 0 }));
  const search = byId("search", HTMLInputElement);
  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => go({ query: search.value }, true), 120);
  });
  byId("reset", HTMLButtonElement).addEventListener("click", () => go({ ...EMPTY, run: state.run, task: state.task }));
  byId("theme", HTMLButtonElement).addEventListener("click", toggleTheme);
  const fix = byId("known-fix", HTMLInputElement);
  fix.addEventListener("change", () => document.body.classList.toggle("with-fix", fix.checked));
  addEventListener("hashchange", () => void show());
}

/** Clicking the sorted column turns it round; a third click goes back to the data set's order. */
function sortBy(sort: Sort): void {
  if (state.sort !== sort) go({ sort, descending: false });
  else if (state.descending) go({ sort: "order", descending: false });
  else go({ descending: true });
}

function toggleTheme(): void {
  const root = document.documentElement;
  const isDark = getComputedStyle(root).getPropertyValue("--is-dark").trim() === "1";
  const current = root.dataset.theme ?? (isDark ? "dark" : "light");
  root.dataset.theme = current === "dark" ? "light" : "dark";
}

fillControls();
drawHead(sortBy);
listen();
listenForKeys({ step, close: () => go({ task: "", sample: 0 }), isOpen: () => state.task !== "" });
void show();
