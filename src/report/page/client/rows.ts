/** Which tasks are shown, and in which order. */
import type { PageIndex, RunIndex } from "../page_data.ts";
import type { Sort, State } from "./state.ts";

/**
 * The numbers of the tasks that a state shows.
 *
 * @param texts code and output of every task, lower-cased; without them only ids and bug types are searched
 */
export function rowsOf(index: PageIndex, state: State, texts?: readonly string[]): number[] {
  const run = index.runs[state.run] ?? index.runs[0];
  if (run === undefined) return [];
  const tests = [
    verdictTest(index, run, state),
    bugTest(index, state),
    changeTest(run, state),
    queryTest(index, state, texts),
  ];
  const kept = index.task_ids.map((_, task) => task).filter((task) => tests.every((test) => test(task)));
  return ordered(kept, index, run, state);
}

type Test = (task: number) => boolean;
const always: Test = () => true;

function verdictTest({ verdicts }: PageIndex, run: RunIndex, { verdict }: State): Test {
  if (verdict === "") return always;
  if (verdict === "failed") return (task) => (run.passed[task] ?? 0) < run.samples;
  const bit = 1 << verdicts.indexOf(verdict);
  return (task) => ((run.verdict_bits[task] ?? 0) & bit) !== 0;
}

function bugTest({ bug_types, bug_type }: PageIndex, { bug }: State): Test {
  if (bug === "") return always;
  const wanted = bug_types.indexOf(bug);
  return (task) => bug_type[task] === wanted;
}

function changeTest(run: RunIndex, { change }: State): Test {
  const [name = "", which] = change.split("-");
  const wanted = { gained: 1, lost: -1 }[name];
  const changes = which === "first" ? run.change_first : run.change;
  return wanted === undefined ? always : (task) => changes[task] === wanted;
}

/** Every word must be there, in any order. */
function queryTest({ task_ids, bug_type, bug_types }: PageIndex, { query }: State, texts?: readonly string[]): Test {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return always;
  return (task) => {
    const name = `${task_ids[task]} ${bug_types[bug_type[task] ?? -1] ?? ""}`.toLowerCase();
    return words.every((word) => name.includes(word) || texts?.[task]?.includes(word) === true);
  };
}

function ordered(tasks: number[], index: PageIndex, run: RunIndex, { sort, descending }: State): number[] {
  const key = sortKey(sort, index, run);
  const sign = descending ? -1 : 1;
  return tasks.sort((a, b) => sign * compare(key(a), key(b)) || a - b);
}

function sortKey(sort: Sort, index: PageIndex, run: RunIndex): (task: number) => string | number {
  const keys: Record<Sort, (task: number) => string | number> = {
    order: (task) => task,
    task: (task) => index.task_ids[task] ?? "",
    bug: (task) => index.bug_types[index.bug_type[task] ?? -1] ?? "",
    verdict: (task) => run.verdict[task] ?? -1,
    time: (task) => run.seconds[task] ?? 0,
    tokens: (task) => run.tokens[task] ?? 0,
    changed: (task) => run.changed[task] ?? -1,
  };
  return keys[sort];
}

const words = new Intl.Collator("en", { numeric: true });

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b));
}
