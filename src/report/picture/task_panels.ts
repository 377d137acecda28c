/** Runtime and tokens per task; every task's verdict where there are too many for bars of their own. */
import { shortCount, time } from "../numbers.ts";
import type { RunView } from "../run_view.ts";
import { type BarsData, FEW } from "./bars_data.ts";
import { mark } from "./marks.ts";
import { type LegendEntry, PANEL_PADDING, panel } from "./panel.ts";
import { type Block, group, text } from "./svg.ts";
import { type Series, taskBars } from "./task_bars.ts";
import { taskGrid, verdictLegend } from "./task_grid.ts";
import type { Theme } from "./theme.ts";

const GAP = 16;

interface BarPanel {
  readonly title: string;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}

export function taskPanels(view: RunView, data: BarsData, width: number, theme: Theme): Block[] {
  const runtime: BarPanel = { title: "Runtime per task", series: runtimeSeries(view, theme), format: axisTime };
  const tokens: BarPanel = { title: "Tokens per task", series: tokenSeries(theme), format: shortCount };
  const draw = (which: BarPanel, room: number): Block => barPanel(which, view, data, room, theme);
  if (data.bars.length <= FEW) {
    const half = (width - GAP) / 2;
    const [left, right] = [draw(runtime, half), draw(tokens, half)];
    return [{ svg: left.svg + group(half + GAP, 0, right.svg), height: left.height }];
  }
  const bars = [draw(runtime, width), draw(tokens, width)];
  return data.tasksPerBar > 1 ? [gridPanel(view, data, width, theme), ...bars] : bars;
}

function barPanel(
  { title, series, format }: BarPanel,
  { samples }: RunView,
  data: BarsData,
  width: number,
  theme: Theme,
): Block {
  const { bars, tasksPerBar, prefix } = data;
  const notes = [
    tasksPerBar > 1 ? `mean of ${tasksPerBar} tasks a bar, labelled by the first` : "",
    samples > 1 ? `mean of ${samples} samples` : "",
    prefix === "" ? "" : `ids: ${prefix}…`,
  ];
  if (bars.every((bar) => series.every(({ value }) => value(bar) === 0)))
    return panel(noNumbers(theme), { title, width, theme });
  return panel(taskBars(bars, { series, width: width - 2 * PANEL_PADDING, format, theme }), {
    ...{ title, note: notes.filter((it) => it !== "").join("; "), width, theme },
    legend: [...series.map(({ name, colour }) => ({ name, symbol: colour })), ...markLegend(data, theme)],
  });
}

/** Saved answers are judged without a model: there is nothing to draw. */
function noNumbers(theme: Theme): Block {
  return { svg: text("The records have no numbers for this.", 0, 12, { fill: theme.muted }), height: 16 };
}

function gridPanel(view: RunView, { prefix }: BarsData, width: number, theme: Theme): Block {
  const content = taskGrid(view, prefix, width - 2 * PANEL_PADDING, theme);
  const note =
    prefix === "" ? "labels: the first task of the row" : `ids: ${prefix}…; labels: the first task of the row`;
  return panel(content, { title: "Every task", note, width, legend: verdictLegend(view, theme), theme });
}

function runtimeSeries({ attempts }: RunView, theme: Theme): Series[] {
  const series: Series[] = [
    { name: "propose", colour: theme.propose, value: (bar) => bar.propose },
    { name: "execute", colour: theme.execute, value: (bar) => bar.execute },
  ];
  return attempts > 1 ? [...series, { name: "reflect", colour: theme.reflect, value: (bar) => bar.reflect }] : series;
}

function tokenSeries(theme: Theme): Series[] {
  return [
    { name: "prompt", colour: theme.prompt, value: (bar) => bar.prompt },
    { name: "completion", colour: theme.completion, value: (bar) => bar.completion },
  ];
}

/** Only the marks that occur. */
function markLegend({ bars }: BarsData, theme: Theme): LegendEntry[] {
  const entries: [string, number, boolean][] = [
    ["passed", 1, bars.some((bar) => bar.passed >= 1)],
    ["share passed", 0.5, bars.some((bar) => bar.passed > 0 && bar.passed < 1)],
    ["failed", 0, bars.some((bar) => bar.passed <= 0)],
  ];
  return entries
    .filter(([, , occurs]) => occurs)
    .map(([name, share]) => ({ name, symbol: (x, y) => mark(share, x, y, theme) }));
}

function axisTime(seconds: number): string {
  if (seconds === 0) return "0";
  if (seconds < 1) return time(seconds);
  if (seconds <= 300) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
  return `${Number((seconds / 60).toFixed(1))} min`;
}
