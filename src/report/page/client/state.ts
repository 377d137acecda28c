/** What the reader looks at, kept in the address: every view can be linked to. */

export const SORTS = ["order", "task", "bug", "verdict", "time", "tokens", "changed"] as const;
export type Sort = (typeof SORTS)[number];

export interface State {
  /** Words that a task's id, code or output must contain. */
  readonly query: string;
  readonly verdict: string;
  readonly bug: string;
  /** "gained" or "lost", with "-first" where first attempts count; or "". */
  readonly change: string;
  /** The run that filters, order and the opened task are about, from 0. */
  readonly run: number;
  readonly sort: Sort;
  readonly descending: boolean;
  /** The opened task's id. */
  readonly task: string;
  readonly sample: number;
}

export const EMPTY: State = {
  query: "",
  verdict: "",
  bug: "",
  change: "",
  run: 0,
  sort: "order",
  descending: false,
  task: "",
  sample: 0,
};

/** Reads a fragment such as `#task=HumanEval%2F3&verdict=timeout`; what it does not know, it ignores. */
export function stateFrom(fragment: string): State {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const sort = given.get("sort") ?? "";
  const name = SORTS.find((it) => it === sort.replace(/^-/, "")) ?? EMPTY.sort;
  return {
    query: given.get("q") ?? "",
    verdict: given.get("verdict") ?? "",
    bug: given.get("bug") ?? "",
    change: given.get("change") ?? "",
    run: wholeFrom(given.get("run")),
    sort: name,
    descending: sort.startsWith("-"),
    task: given.get("task") ?? "",
    sample: wholeFrom(given.get("sample")),
  };
}

/** The fragment of a state; only what differs from the empty one. */
export function fragmentOf(state: State): string {
  const given = new URLSearchParams();
  const set = (key: string, value: string): void => {
    if (value !== "") given.set(key, value);
  };
  set("task", state.task);
  set("sample", state.sample > 0 ? String(state.sample) : "");
  set("run", state.run > 0 ? String(state.run) : "");
  set("verdict", state.verdict);
  set("bug", state.bug);
  set("change", state.change);
  set("q", state.query);
  if (state.sort !== EMPTY.sort || state.descending) set("sort", (state.descending ? "-" : "") + state.sort);
  return given.size === 0 ? "#" : `#${given}`;
}

function wholeFrom(text: string | null): number {
  return /^\d{1,9}$/.test(text ?? "") ? Number(text) : 0;
}
