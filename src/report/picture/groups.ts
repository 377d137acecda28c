/** The two panels at the bottom: pass rate per bug type, and how the attempts ended. */

import type { Verdict } from "../../core/index.ts";
import { type GroupRate, scoreName } from "../../evaluation/summary.ts";
import { count, percent, plural } from "../numbers.ts";
import type { RunView } from "../run_view.ts";
import { PANEL_PADDING, panel } from "./panel.ts";
import { type Block, group, rect, shortened, text } from "./svg.ts";
import type { Theme } from "./theme.ts";

const GAP = 16;
const ROW = 28;
const NAME_WIDTH = 140;
const VALUE_WIDTH = 136;

/** Where no bug types are known, the verdicts have the whole width. */
export function bottomPanels(view: RunView, width: number, theme: Theme): Block {
  const title = { title: "Verdicts", note: "of the last attempt" };
  if (Object.keys(view.summary.by_bug_type).length === 0)
    return panel(verdictRows(view, width - 2 * PANEL_PADDING, theme), { ...title, width, theme });
  const half = (width - GAP) / 2;
  const inner = half - 2 * PANEL_PADDING;
  const rates = rateRows(view.summary.by_bug_type, inner, theme);
  const verdicts = verdictRows(view, inner, theme);
  const height = Math.max(rates.height, verdicts.height);
  const left = panel(
    { ...rates, height },
    { title: `${scoreName(view.summary)} per bug type`, note: "band: 95 % interval", width: half, theme },
  );
  const right = panel({ ...verdicts, height }, { ...title, width: half, theme });
  return { svg: left.svg + group(half + GAP, 0, right.svg), height: left.height };
}

/** How many bug types are shown, the most frequent first. */
const MAX_GROUPS = 12;

function rateRows(groups: Readonly<Record<string, GroupRate>>, width: number, theme: Theme): Block {
  const all = Object.entries(groups);
  const rows = all.slice(0, MAX_GROUPS).map(([name, { value, ci95, tasks }], index) => {
    const bar = (track: number): string =>
      rect(0, 0, track, 14, theme.track, 'rx="3"') +
      rect(0, 0, value * track, 14, theme.passed, 'rx="3"') +
      rect(ci95[0] * track, 5.5, Math.max(1, (ci95[1] - ci95[0]) * track), 3, theme.text, 'opacity="0.55"');
    return row(name, `${percent(value)} of ${count(tasks)}`, bar, index, width, theme);
  });
  if (all.length > MAX_GROUPS) rows.push(moreRow(all.length - MAX_GROUPS, rows.length, theme));
  return { svg: rows.join(""), height: rows.length * ROW };
}

function verdictRows({ summary, records }: RunView, width: number, theme: Theme): Block {
  const entries = Object.entries(summary.verdicts) as [Verdict, number][];
  if (entries.length === 0) return notice("Nothing has been recorded yet.", theme);
  const most = Math.max(...entries.map(([, number]) => number));
  const rows = entries.map(([verdict, number], index) => {
    const bar = (track: number): string =>
      rect(0, 0, Math.max(2, (number / most) * track), 14, theme.verdicts[verdict], 'rx="3"');
    const share = `${count(number)} (${percent(number / records.length)})`;
    return row(verdict.replaceAll("_", " "), share, bar, index, width, theme);
  });
  return { svg: rows.join(""), height: rows.length * ROW };
}

function row(
  name: string,
  value: string,
  bar: (track: number) => string,
  index: number,
  width: number,
  theme: Theme,
): string {
  const y = index * ROW;
  const track = width - NAME_WIDTH - VALUE_WIDTH;
  return (
    text(shortened(name, NAME_WIDTH - 10), 0, y + 12, { fill: theme.text }) +
    group(NAME_WIDTH, y + 1, bar(track)) +
    text(shortened(value, VALUE_WIDTH - 8), width, y + 12, { fill: theme.muted, anchor: "end" })
  );
}

function moreRow(left: number, index: number, theme: Theme): string {
  return text(`and ${plural(left, "more kind")}`, 0, index * ROW + 12, { fill: theme.muted });
}

function notice(words: string, theme: Theme): Block {
  return { svg: text(words, 0, 14, { fill: theme.muted }), height: ROW };
}
