/** The cards at the top: what one wants to know first. */

import { median } from "../../evaluation/median.ts";
import { type Summary, scoreName } from "../../evaluation/summary.ts";
import { count, percent, plural, shortCount, time } from "../numbers.ts";
import type { RunView } from "../run_view.ts";
import { type Block, group, rect, shortened, text, textWidth } from "./svg.ts";
import type { Theme } from "./theme.ts";

const GAP = 16;
const HEIGHT = 126;
const PADDING = 18;
const COLUMNS = 3;

/** Words with a square of their colour before them. */
interface Entry {
  readonly words: string;
  readonly colour: string;
}

interface Card {
  readonly title: string;
  readonly value: string;
  readonly lines: readonly (string | readonly Entry[])[];
  /** Drawn right of the value, `width` × 30. */
  readonly graphic?: (width: number) => string;
}

export function overview(view: RunView, width: number, theme: Theme): Block {
  const cards = [
    tasksCard(view),
    passCard(view, theme),
    solvedCard(view, theme),
    runtimeCard(view),
    splitCard(view, theme),
    tokensCard(view, theme),
  ];
  const cardWidth = (width - GAP * (COLUMNS - 1)) / COLUMNS;
  const drawn = cards.map((card, index) =>
    group(
      (index % COLUMNS) * (cardWidth + GAP),
      Math.floor(index / COLUMNS) * (HEIGHT + GAP),
      cardSvg(card, cardWidth, theme),
    ),
  );
  return { svg: drawn.join(""), height: 2 * HEIGHT + GAP };
}

function cardSvg({ title, value, lines, graphic }: Card, width: number, theme: Theme): string {
  const inner = width - 2 * PADDING;
  const graphicAt = PADDING + Math.max(textWidth(value, 26) + 20, 120);
  return [
    rect(0.5, 0.5, width - 1, HEIGHT - 1, theme.panel, `rx="8" stroke="${theme.line}"`),
    text(title, PADDING, 27, { fill: theme.muted, size: 12 }),
    text(value, PADDING, 62, { fill: theme.text, size: 26, bold: true }),
    graphic === undefined ? "" : group(graphicAt, 40, graphic(width - PADDING - graphicAt)),
    ...lines.map((line, index) => group(PADDING, 88 + 19 * index, lineSvg(line, inner, theme))),
  ].join("");
}

function lineSvg(line: string | readonly Entry[], width: number, theme: Theme): string {
  const style = { fill: theme.muted, size: 11 };
  if (typeof line === "string") return text(shortened(line, width, 11), 0, 0, style);
  let x = 0;
  return line
    .map(({ words, colour }) => {
      const square = rect(x, -9, 9, 9, colour, 'rx="2"');
      const drawn = square + text(shortened(words, width - x - 15, 11), x + 15, 0, style);
      x += 15 + textWidth(words, 11) + 16;
      return drawn;
    })
    .join("");
}

function tasksCard({ outcomes, records, samples, label }: RunView): Card {
  const planned = outcomes.length * samples;
  const missing = planned - records.length;
  const all =
    samples > 1 ? `${plural(samples, "sample")} each: ${plural(records.length, "record")}` : "one sample each";
  const state = missing > 0 ? `${count(missing)} not recorded: counted as failed` : "all recorded";
  return { title: "Tasks", value: count(outcomes.length), lines: [`${all}, ${state}`, label.replace(/^[^,]*, /, "")] };
}

function passCard({ summary, samples }: RunView, theme: Theme): Card {
  const [low, high] = summary.pass_at_1_ci95;
  const kind = samples > 1 ? "bootstrap" : "Wilson";
  const others = Object.entries(summary.pass_at_k ?? {}).filter(([k]) => k !== "1");
  const more = others.map(([k, { value }]) => `pass@${k} ${percent(value)}`).join(", ");
  return {
    title: scoreName(summary),
    value: percent(summary.pass_at_1),
    lines: [`95 % interval ${percent(low)} to ${percent(high)} (${kind})`, more || whatCounts(summary)],
    graphic: (width) =>
      rect(0, 8, width, 14, theme.track, 'rx="3"') +
      rect(low * width, 8, Math.max(2, (high - low) * width), 14, theme.passed, 'opacity="0.45"') +
      rect(Math.min(width - 3, Math.max(0, summary.pass_at_1 * width - 1.5)), 4, 3, 22, theme.passed),
  };
}

function whatCounts({ samples, chosen_from: k }: Summary): string {
  if (k !== undefined) return `one submission, out of at most ${k} candidates`;
  return samples > 1 ? "mean share of samples that pass" : "share solved by the first attempt";
}

/** How many steps of the curve are written out. */
const SHOWN_ATTEMPTS = 4;

function solvedCard({ summary, outcomes, attempts, samples }: RunView, theme: Theme): Card {
  const tasks = Math.max(1, outcomes.length);
  const within = summary.solved_within ?? { 1: summary.passed };
  const curve = Object.entries(within).map(([k, solved]) => ({ k, solved, share: solved / tasks }));
  const last = curve.at(-1);
  const anySample = samples > 1 ? `, by at least one of ${samples} samples` : "";
  const steps = curve.length <= SHOWN_ATTEMPTS ? curve : [...curve.slice(0, SHOWN_ATTEMPTS - 1), ...curve.slice(-1)];
  const told = steps.map(({ k, solved }) => `${k}: ${count(solved)}`).join(", ");
  return {
    title: attempts > 1 ? `Solved within ${attempts} attempts` : "Solved",
    value: count(last?.solved ?? 0),
    lines:
      attempts > 1
        ? [
            `of ${plural(outcomes.length, "task")}; by attempt ${told}`,
            "later attempts saw what failed; this is not pass@k",
          ]
        : [`of ${plural(outcomes.length, "task")}${anySample}`, "one attempt each: no repairs in this run"],
    graphic: (width) => stepsSvg(curve, width, theme),
  };
}

function stepsSvg(curve: readonly { readonly share: number }[], width: number, theme: Theme): string {
  const slot = Math.min(46, width / curve.length);
  const bar = Math.max(2, slot - 4);
  return curve
    .map(({ share }, index) => {
      const height = Math.max(share > 0 ? 1 : 0, 30 * share);
      const x = index * slot;
      return rect(x, 0, bar, 30, theme.track, 'rx="2"') + rect(x, 30 - height, bar, height, theme.passed, 'rx="2"');
    })
    .join("");
}

function runtimeCard({ summary, records, samples }: RunView): Card {
  const slowest = [...records].sort((a, b) => b.runtime_sec - a.runtime_sec)[0];
  const mean = summary.seconds.total / Math.max(1, records.length);
  const unit = samples > 1 ? "sample" : "task";
  return {
    title: "Runtime, summed over the tasks",
    value: time(summary.seconds.total),
    lines: [
      `mean ${time(mean)} per ${unit}, median ${time(median(records.map((it) => it.runtime_sec)))}`,
      slowest === undefined ? "" : `slowest ${time(slowest.runtime_sec)}: ${slowest.task_id}`,
    ],
  };
}

function splitCard({ summary }: RunView, theme: Theme): Card {
  const { propose, execute, reflect } = summary.seconds;
  const total = propose + execute + reflect;
  const share = (part: number): number => (total === 0 ? 0 : part / total);
  const parts = [
    { name: "propose", seconds: propose, colour: theme.propose },
    { name: "execute", seconds: execute, colour: theme.execute },
    { name: "reflect", seconds: reflect, colour: theme.reflect },
  ];
  return {
    title: "Time spent in the model",
    value: percent(share(propose + reflect)),
    lines: [
      parts
        .filter(({ name, seconds }) => name === "propose" || (name === "reflect" && seconds > 0))
        .map(({ name, seconds, colour }) => ({ words: `${name} ${time(seconds)}`, colour })),
      [{ words: `execute ${time(execute)} (in the sandbox)`, colour: theme.execute }],
    ],
    graphic: (width) =>
      shareBar(
        parts.map(({ seconds, colour }) => [share(seconds), colour]),
        width,
      ),
  };
}

function tokensCard({ summary, records }: RunView, theme: Theme): Card {
  const { prompt, completion } = summary.tokens;
  const total = prompt + completion;
  const each = Math.round(completion / Math.max(1, records.length));
  const cut = summary.cut_completions;
  return {
    title: "Tokens",
    value: shortCount(total),
    lines: [
      [
        { words: `${count(prompt)} prompt`, colour: theme.prompt },
        { words: `${count(completion)} completion`, colour: theme.completion },
      ],
      `${count(each)} written per sample; ${cut === 0 ? "none" : count(cut)} cut at the limit`,
    ],
    graphic: (width) =>
      total === 0
        ? ""
        : shareBar(
            [
              [prompt / total, theme.prompt],
              [completion / total, theme.completion],
            ],
            width,
          ),
  };
}

function shareBar(parts: readonly (readonly [share: number, colour: string])[], width: number): string {
  let x = 0;
  return parts
    .map(([share, colour]) => {
      const drawn = rect(x, 8, share * width, 14, colour);
      x += share * width;
      return drawn;
    })
    .join("");
}
