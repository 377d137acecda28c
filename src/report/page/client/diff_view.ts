/** Two programs as one list of lines: what went, what came, what stayed. */
import { diffLines, diffWordsWithSpace } from "diff";
import { el, shown } from "./dom.ts";

/** Unchanged lines that are shown around a change; longer stretches are folded. */
const CONTEXT = 4;
/** Beyond so many edits the new text is shown whole: a comparison must not freeze the page. */
const MAX_EDITS = 2000;

interface Line {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
  readonly before?: number;
  readonly after?: number;
}

export interface Diff {
  readonly lines: readonly Line[];
  readonly changed: number;
}

export function compare(before: string, after: string): Diff {
  const parts = diffLines(ended(before), ended(after), { maxEditLength: MAX_EDITS }) ?? [
    { value: ended(before), removed: true, added: false },
    { value: ended(after), added: true, removed: false },
  ];
  const lines: Line[] = [];
  const at = { before: 0, after: 0 };
  for (const { value, added, removed } of parts) {
    for (const text of value.replace(/\n$/, "").split("\n")) {
      if (removed) lines.push({ kind: "removed", text, before: ++at.before });
      else if (added) lines.push({ kind: "added", text, after: ++at.after });
      else lines.push({ kind: "same", text, before: ++at.before, after: ++at.after });
    }
  }
  return { lines, changed: lines.filter(({ kind }) => kind !== "same").length };
}

function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** Draws a comparison; `label` names it for a screen reader. */
export function diffView({ lines, changed }: Diff, label: string): HTMLElement {
  if (changed === 0) return el("p", { class: "note" }, "No difference.");
  const body = el("tbody");
  for (let at = 0; at < lines.length; at++) {
    const end = endOfSame(lines, at);
    const hidden = end - at - (at === 0 ? 0 : CONTEXT) - (end === lines.length ? 0 : CONTEXT);
    if (hidden > CONTEXT) {
      const from = at === 0 ? 0 : at + CONTEXT;
      body.append(...lines.slice(at, from).map((line) => row(line)));
      body.append(fold(lines.slice(from, from + hidden)));
      at = from + hidden - 1;
      continue;
    }
    const partner = partnerOf(lines, at);
    const line = lines[at];
    if (line !== undefined) body.append(row(line, partner));
  }
  const table = el("table", { class: "diff", "aria-label": label }, body);
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, table);
}

/** Where the stretch of unchanged lines that begins at `from` ends; `from` itself where it does not begin one. */
function endOfSame(lines: readonly Line[], from: number): number {
  if (from > 0 && lines[from - 1]?.kind === "same") return from;
  let end = from;
  while (lines[end]?.kind === "same") end++;
  return end;
}

/** The line that replaces this one, or that this one replaces: the nth removed goes with the nth added of a change. */
function partnerOf(lines: readonly Line[], at: number): string | undefined {
  const kind = lines[at]?.kind;
  if (kind === undefined || kind === "same") return undefined;
  let start = at;
  while (start > 0 && lines[start - 1]?.kind !== "same") start--;
  let end = at;
  while (end < lines.length && lines[end]?.kind !== "same") end++;
  const change = lines.slice(start, end);
  const own = change.filter((line) => line.kind === kind);
  const others = change.filter((line) => line.kind !== kind);
  return others[own.indexOf(lines[at] as Line)]?.text;
}

function fold(lines: readonly Line[]): HTMLElement {
  const button = el("button", { type: "button" }, `${lines.length} unchanged lines`);
  const folded = el("tr", { class: "fold" }, el("td", { colspan: "4" }, button));
  button.addEventListener("click", () => folded.replaceWith(...lines.map((line) => row(line))));
  return folded;
}

const SIGNS = { same: " ", removed: "−", added: "+" } as const;

function row(line: Line, partner?: string): HTMLElement {
  const words = { same: "", removed: "removed", added: "added" }[line.kind];
  const sign = el("td", { class: "sign" }, SIGNS[line.kind]);
  if (words !== "") sign.setAttribute("aria-label", words);
  return el(
    "tr",
    { class: line.kind },
    el("td", { class: "line-number" }, String(line.before ?? "")),
    el("td", { class: "line-number" }, String(line.after ?? "")),
    sign,
    el("td", { class: "code" }, partner === undefined ? shown(line.text) : withMarks(line, partner)),
  );
}

/** The line with the words marked that differ from its partner's. */
function withMarks(line: Line, partner: string): Node {
  const [before, after] = line.kind === "removed" ? [line.text, partner] : [partner, line.text];
  const fragment = document.createDocumentFragment();
  for (const { value, added, removed } of diffWordsWithSpace(before, after)) {
    if (line.kind === "removed" ? added : removed) continue;
    fragment.append(added || removed ? el("mark", {}, shown(value)) : shown(value));
  }
  return fragment;
}
