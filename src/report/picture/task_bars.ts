/** Stacked bars per task in as many rows as it takes for every label to be legible; a mark and a label below each. */

import type { TaskBar } from "./bars_data.ts";
import { chartSvg, niceScale, type Scale } from "./chart.ts";
import { mark } from "./marks.ts";
import { type Block, shortened, stack, text, textWidth } from "./svg.ts";
import type { Theme } from "./theme.ts";

export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly value: (bar: TaskBar) => number;
}

interface BarsOptions {
  readonly series: readonly Series[];
  readonly width: number;
  /** How a value reads at the axis and over a bar. */
  readonly format: (value: number) => string;
  readonly theme: Theme;
}

const LABEL_SIZE = 11;
const AXIS_WIDTH = 60;
const MIN_SLOT = 22;
const MAX_SLOT = 160;
/** Room that a flat label leaves to the next. */
const LABEL_GAP = 5;
/** Above the plot, for the highest value. */
const TOP = 12;
const MARK_ROOM = 20;
/** Labels wider than this stand upright. */
const MAX_FLAT_LABEL = 60;
const MAX_UPRIGHT_LABEL = 130;

export function taskBars(bars: readonly TaskBar[], options: BarsOptions): Block {
  const layout = layOut(bars, options.width - AXIS_WIDTH);
  const totals = bars.map((bar) => total(bar, options.series));
  const scale = niceScale(shownMaximum(totals), layout.rows > 2 ? 3 : 5);
  const rows = [];
  for (let from = 0; from < bars.length; from += layout.perRow)
    rows.push(barRow(bars.slice(from, from + layout.perRow), scale, layout, options));
  return stack(rows, 14);
}

/** How many times the usual a value must be to be cut. */
const TOWERING = 4;

/** A few bars that tower above all others are cut, or the others would not be seen. */
function shownMaximum(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const usual = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0;
  return sorted.findLast((value) => usual === 0 || value <= TOWERING * usual) ?? 0;
}

interface Layout {
  readonly rows: number;
  readonly perRow: number;
  readonly slot: number;
  readonly upright: boolean;
  readonly labelHeight: number;
  readonly plotHeight: number;
}

/** How many bars a row holds, so that the rows are as even as can be. */
function layOut(bars: readonly TaskBar[], plotWidth: number): Layout {
  const widest = Math.max(...bars.map((bar) => textWidth(bar.label, LABEL_SIZE)));
  const upright = widest > MAX_FLAT_LABEL && bars.length * (widest + 10) > plotWidth;
  const narrowest = Math.max(MIN_SLOT, upright ? 0 : widest + LABEL_GAP);
  const rows = Math.ceil(bars.length / Math.max(1, Math.floor(plotWidth / narrowest)));
  const perRow = Math.ceil(bars.length / rows);
  return {
    rows,
    perRow,
    slot: Math.min(MAX_SLOT, plotWidth / perRow),
    upright,
    labelHeight: upright ? Math.min(MAX_UPRIGHT_LABEL, widest) + 6 : 16,
    plotHeight: rows === 1 ? 190 : rows === 2 ? 130 : 84,
  };
}

function barRow(bars: readonly TaskBar[], scale: Scale, layout: Layout, options: BarsOptions): Block {
  const { slot, plotHeight, labelHeight } = layout;
  const { theme } = options;
  const plotWidth = layout.perRow * slot;
  const chart = chartSvg(barChart(bars, scale, layout, options), AXIS_WIDTH + plotWidth, TOP + plotHeight + 6);
  const below = bars.map((bar, index) => {
    const x = AXIS_WIDTH + (index + 0.5) * slot;
    return mark(bar.passed, x, TOP + plotHeight + 12, theme) + barLabel(bar.label, x, TOP + plotHeight, layout, theme);
  });
  const values = barValues(bars, scale, layout, options);
  const svg = chart + values + below.join("");
  return { svg, height: TOP + plotHeight + MARK_ROOM + labelHeight };
}

/** The value over each bar where there is room for all of them, and over each bar that is cut. */
function barValues(
  bars: readonly TaskBar[],
  { end }: Scale,
  { slot, plotHeight, rows }: Layout,
  { series, format, theme }: BarsOptions,
): string {
  const values = bars.map((bar) => total(bar, series));
  const isRoom = rows <= 2 && values.every((value) => textWidth(format(value), 10) <= slot - 4);
  let right = 0;
  const drawn = values.map((value, index) => {
    const x = AXIS_WIDTH + (index + 0.5) * slot;
    const isCut = value > end;
    if (!isCut && !isRoom) return "";
    const half = textWidth(format(value), 10) / 2;
    const broken = isCut ? breakMark(x, slot, theme) : "";
    if (x - half < right) return broken;
    right = x + half + 2;
    const y = TOP + plotHeight * (1 - Math.min(1, value / end)) - 4;
    return broken + text(format(value), x, y, { fill: isCut ? theme.text : theme.muted, size: 10, anchor: "middle" });
  });
  return drawn.join("");
}

/** Two slanted lines through a bar that goes on further than the axis. */
function breakMark(x: number, slot: number, theme: Theme): string {
  const half = barWidth(slot) / 2 + 2;
  const line = (y: number): string => `<path d="M${x - half} ${y + 3} L${x + half} ${y - 3}"/>`;
  return `<g stroke="${theme.panel}" stroke-width="2.5">${line(TOP + 10)}${line(TOP + 15)}</g>`;
}

function barWidth(slot: number): number {
  return Math.min(44, slot * 0.68);
}

function barLabel(label: string, x: number, bottom: number, { upright, slot }: Layout, theme: Theme): string {
  const style = { fill: theme.text, size: LABEL_SIZE };
  if (!upright)
    return text(shortened(label, slot, LABEL_SIZE), x, bottom + MARK_ROOM + 12, { ...style, anchor: "middle" });
  const short = shortened(label, MAX_UPRIGHT_LABEL, LABEL_SIZE);
  return text(short, x + 4, bottom + MARK_ROOM + 4, { ...style, anchor: "end", rotate: -90 });
}

function barChart(
  bars: readonly TaskBar[],
  { end, step }: Scale,
  { perRow, slot, plotHeight }: Layout,
  { series, format, theme }: BarsOptions,
) {
  const slots = Array.from({ length: perRow }, (_, index) => index);
  return {
    grid: { left: AXIS_WIDTH, right: 0, top: TOP, height: plotHeight },
    xAxis: {
      type: "category",
      data: slots,
      axisLabel: { show: false },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: theme.line } },
    },
    yAxis: {
      type: "value",
      max: end,
      interval: step,
      splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } },
      axisLabel: { color: theme.muted, fontSize: 10, formatter: format },
    },
    series: series.map(({ name, colour, value }) => ({
      type: "bar",
      stack: "all",
      name,
      barWidth: barWidth(slot),
      itemStyle: { color: colour },
      data: bars.map(value),
    })),
  };
}

function total(bar: TaskBar, series: readonly Series[]): number {
  return series.reduce((sum, { value }) => sum + value(bar), 0);
}
