/** The summary that a person reads on a terminal. */
import { type Summary, scoreName } from "../evaluation/summary.ts";
import { visibleLine } from "../lib/visible_text.ts";
import { duration } from "./progress.ts";

export interface SummaryHead {
  readonly label: string;
  readonly model: string;
  readonly dataset: string;
  readonly sandbox: string;
  /** The integrity level of the verdicts, in words. */
  readonly integrity: string;
  readonly out: string;
  readonly standIn?: string;
}

export function summaryText(summary: Summary, head: SummaryHead): string {
  const { tokens, seconds } = summary;
  const rows: [string, string][] = [
    ["run", head.label],
    ["model", head.model],
    ["data", head.dataset],
    ["sandbox", `${head.sandbox}, verdicts: ${head.integrity}`],
    ["passed", `${summary.passed} of ${summary.tasks} tasks${anySample(summary)}`],
    ...passRows(summary),
    ...solvedRows(summary),
    ...searchRows(summary),
    ["verdicts", counts(summary.verdicts)],
    ["tokens", `${tokens.prompt} prompt, ${tokens.completion} completion${cutNote(summary)}`],
    ...decodingRows(summary),
    ["time", timeRow(seconds)],
    ["records", head.out],
  ];
  const note = head.standIn === undefined ? "" : `\n  No result: ${head.standIn}\n`;
  return `\n${rows.map(([name, value]) => `  ${name.padEnd(9)} ${visibleLine(value)}`).join("\n")}\n${note}`;
}

function anySample({ samples }: Summary): string {
  return samples > 1 ? ` by at least one of ${samples} samples` : "";
}

function passRows(summary: Summary): [string, string][] {
  const { samples, pass_at_1, pass_at_1_ci95, pass_at_k } = summary;
  const kind = samples > 1 ? `bootstrap over tasks, ${samples} samples` : "Wilson";
  const all = pass_at_k ?? { 1: { value: pass_at_1, ci95: pass_at_1_ci95 } };
  return Object.entries(all).map(([k, { value, ci95 }]) => [
    k === "1" ? scoreName(summary) : `pass@${k}`,
    `${percent(value)}  (95 % interval ${percent(ci95[0])} to ${percent(ci95[1])}, ${kind})`,
  ]);
}

function solvedRows({ solved_within: within, tasks }: Summary): [string, string][] {
  if (within === undefined) return [];
  const curve = Object.entries(within).map(
    ([k, n]) => `${k}: ${Number(n.toFixed(1))} (${percent(tasks === 0 ? 0 : n / tasks)})`,
  );
  return [["solved@k", `within k attempts that saw feedback: ${curve.join(", ")}`]];
}

function searchRows({ search }: Summary): [string, string][] {
  if (search === undefined) return [];
  const { median_attempts: median, executed, solved_by: by } = search;
  const solved = Object.entries(by).map(([who, n]) => `${n} by ${who}`);
  const middle = median === null ? "" : `; median place of what passed: ${median}`;
  return [["search", `${executed} programs executed${middle}; solved: ${solved.join(", ") || "none"}`]];
}

function cutNote({ cut_completions: cut }: Summary): string {
  return cut === 0 ? "" : `; ${cut} cut at the token limit`;
}

/** Speed of the model alone; the first token of an answer comes with the pass over its prompt. */
function decodingRows({ decoding: d, tokens }: Summary): [string, string][] {
  if (d === undefined || d.forward_passes === 0) return [];
  const speed = d.decode_sec > 0 ? `${(tokens.completion / d.decode_sec).toFixed(1)} tokens/s, ` : "";
  const perPass = (tokens.completion / d.forward_passes).toFixed(2);
  const prompt = `${d.reused_tokens} of ${d.prefill_tokens} prompt tokens reused, ${duration(d.prefill_sec)} in prompts`;
  return [["decoding", `${d.mode}: ${speed}${perPass} tokens a pass; ${prompt}`]];
}

function timeRow({ propose, execute, reflect, total }: Summary["seconds"]): string {
  const parts = [`propose ${duration(propose)}`, `execute ${duration(execute)}`];
  if (reflect > 0) parts.push(`reflect ${duration(reflect)}`);
  return `${duration(total)} in tasks: ${parts.join(", ")}`;
}

function counts(verdicts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(verdicts).map(([verdict, n]) => `${verdict} ${n}`);
  return entries.length === 0 ? "none" : entries.join(", ");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
