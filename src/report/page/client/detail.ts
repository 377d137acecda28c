/** One task, opened: its diff, and every attempt with all that was sent, answered and printed. */

import type { AttemptDetails, RecordDetails, TaskDetails } from "../page_data.ts";
import { attemptName } from "./attempt_name.ts";
import { detailsOf, index, promptsOf } from "./data.ts";
import { compare, type Diff, diffView } from "./diff_view.ts";
import { byId, el, shown } from "./dom.ts";
import { fragmentOf, type State } from "./state.ts";
import { badge, timeText } from "./table.ts";

/** Draws the opened task, or says that there is no such task. */
export async function drawDetail(state: State): Promise<void> {
  const panel = byId("detail", HTMLElement);
  const task = index.task_ids.indexOf(state.task);
  document.body.classList.toggle("open", state.task !== "");
  if (state.task === "") return panel.replaceChildren();
  if (task < 0) return panel.replaceChildren(heading(state), el("p", {}, "This report has no such task."));
  const details = await detailsOf(task);
  // Another task may have been opened meanwhile.
  if (panel.dataset.wanted !== state.task) return;
  const records = details.runs[state.run] ?? [];
  const record = records.find(({ sample }) => sample === state.sample) ?? records[0];
  panel.replaceChildren(heading(state), facts(task, details, state), runTabs(state), sampleTabs(records, state));
  if (record === undefined) panel.append(el("p", {}, "Nothing is recorded for this task."));
  else panel.append(...recordView(record, task, details, state));
}

function heading(state: State): HTMLElement {
  const close = el("a", { href: fragmentOf({ ...state, task: "", sample: 0 }), class: "button", id: "close" }, "Close");
  return el(
    "div",
    { class: "detail-head" },
    el("h2", { id: "detail-title", tabindex: "-1" }, shown(state.task)),
    close,
  );
}

function facts(task: number, { failure_symptoms }: TaskDetails, { run }: State): HTMLElement {
  const bug = index.bug_types[index.bug_type[task] ?? -1];
  const words = [bug && `bug: ${bug}`, failure_symptoms && `symptom: ${failure_symptoms}`];
  const name = index.runs.length > 1 ? [`run: ${index.runs[run]?.name ?? ""}`] : [];
  return el("p", { class: "note" }, shown([...words, ...name].filter(Boolean).join(" · ")));
}

function runTabs(state: State): HTMLElement {
  if (index.runs.length < 2) return el("div");
  const links = index.runs.map(({ name }, run) => tab(name, { ...state, run, sample: 0 }, run === state.run));
  return el("nav", { class: "tabs", "aria-label": "Runs" }, ...links);
}

function sampleTabs(records: readonly RecordDetails[], state: State): HTMLElement {
  if (records.length < 2) return el("div");
  const chosen = records.some(({ sample }) => sample === state.sample) ? state.sample : records[0]?.sample;
  const links = records.map(({ sample, attempts }) => {
    const passed = attempts.at(-1)?.verdict === "passed";
    return tab(`sample ${sample} ${passed ? "✓" : "✗"}`, { ...state, sample }, sample === chosen);
  });
  return el("nav", { class: "tabs", "aria-label": "Samples" }, ...links);
}

function tab(name: string, state: State, isCurrent: boolean): HTMLElement {
  return el("a", { href: fragmentOf(state), "aria-current": isCurrent ? "true" : false }, shown(name));
}

function recordView(record: RecordDetails, task: number, details: TaskDetails, state: State): HTMLElement[] {
  const { edit, attempts } = record;
  const size =
    edit &&
    `size of the fix: ${plural(edit[0], "line")}, ${plural(edit[2], "character")}; of the known fix: ${plural(edit[1], "line")}, ${plural(edit[3], "character")}`;
  const prompt = (attempt: number) => async () => {
    const records = details.runs[state.run] ?? [];
    return (await promptsOf(task))[state.run]?.[records.indexOf(record)]?.[attempt] ?? [];
  };
  return [
    ...(size ? [el("p", { class: "note" }, size)] : []),
    ...attempts.map((attempt, at) =>
      attemptView(attempt, details, {
        name: attemptName(attempt, record),
        open: at === attempts.length - 1,
        prompt: prompt(at),
      }),
    ),
  ];
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

interface AttemptOptions {
  readonly name: string;
  readonly open: boolean;
  readonly prompt: () => Promise<readonly { readonly role: string; readonly content: string }[]>;
}

function attemptView(
  attempt: AttemptDetails,
  details: TaskDetails,
  { name, open, prompt }: AttemptOptions,
): HTMLElement {
  const { verdict, token_usage: tokens, timings_sec: times, finish_reason: finish } = attempt;
  const words = [
    `${tokens.prompt_tokens.toLocaleString("en")} + ${tokens.completion_tokens.toLocaleString("en")} tokens`,
    `model ${timeText(times.model)}`,
    `sandbox ${timeText(times.execute)}`,
    ...(finish === "length" ? ["cut at the token limit"] : finish === "deadline" ? ["cut at the time limit"] : []),
  ];
  const title = el(
    "summary",
    {},
    el("span", { class: "attempt-name" }, name),
    badge(verdict, verdict.replaceAll("_", " ")),
    el("span", { class: "sub" }, words.join(" · ")),
  );
  return el("details", { class: "attempt", open }, title, ...attemptParts(attempt, details, prompt));
}

function attemptParts(attempt: AttemptDetails, details: TaskDetails, prompt: AttemptOptions["prompt"]): HTMLElement[] {
  const { candidate, failure, stderr, stdout, completion, extraction, exit_code } = attempt;
  const told = [failure?.assertion, failure && `${failure.type}: ${failure.message}`].filter(Boolean).join("\n");
  return [
    ...(told === "" ? [] : [textBlock("What failed", told, true)]),
    ...diffs(candidate, details),
    ...(stderr === ""
      ? []
      : [textBlock(`stderr (exit code ${exit_code ?? "none"})`, stderr, told === "" && attempt.verdict !== "passed")]),
    ...(stdout === "" ? [] : [textBlock("stdout", stdout, false)]),
    textBlock("Completion, as the model wrote it", completion, candidate === null),
    ...(candidate === null
      ? []
      : [textBlock(`Code that was run (found: ${extraction.replace("_", " ")})`, candidate, false)]),
    promptBlock(prompt),
  ];
}

function diffs(candidate: string | null, details: TaskDetails): HTMLElement[] {
  if (candidate === null || details.buggy === "") return [];
  const change = smaller(compare(details.buggy, candidate), compare(details.buggy_with_docstring, candidate));
  const parts = [el("h3", {}, "Buggy code → candidate"), diffView(change, "Buggy code against the candidate")];
  if (details.fixed === "") return parts;
  const toFix = smaller(compare(candidate, details.fixed), compare(candidate, details.fixed_with_docstring));
  const fix = el(
    "div",
    { class: "known-fix" },
    el("h3", {}, "Candidate → known fix"),
    diffView(toFix, "Candidate against the known fix"),
  );
  return [...parts, fix];
}

/** An answer may repeat the docstring or leave it out: neither is a change. */
function smaller(a: Diff, b: Diff): Diff {
  return a.changed <= b.changed ? a : b;
}

function textBlock(title: string, text: string, open: boolean): HTMLElement {
  const body = el("pre", { tabindex: "0", role: "region", "aria-label": title }, shown(text === "" ? "(empty)" : text));
  return el("details", { open }, el("summary", {}, title), body);
}

/** The prompt is read from its own block, when it is first opened. */
function promptBlock(prompt: AttemptOptions["prompt"]): HTMLElement {
  const body = el("div");
  const block = el("details", {}, el("summary", {}, "Prompt, exactly as it was sent"), body);
  block.addEventListener("toggle", async () => {
    if (!block.open || body.hasChildNodes()) return;
    const messages = await prompt();
    if (messages.length === 0) body.append(el("p", { class: "note" }, "The record does not have it."));
    for (const { role, content } of messages)
      body.append(
        el("h4", {}, role),
        el("pre", { tabindex: "0", role: "region", "aria-label": `${role} message` }, shown(content)),
      );
  });
  return block;
}
