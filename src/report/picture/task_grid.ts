/** One cell per task, coloured by its verdict: for runs with more tasks than there can be bars. */
import { VERDICTS, type Verdict } from "../../core/index.ts";
import type { RunView } from "../run_view.ts";
import type { LegendEntry } from "./panel.ts";
import { type Block, rect, shortened, text } from "./svg.ts";
import type { Theme } from "./theme.ts";

const LABEL_WIDTH = 60;
const MAX_HEIGHT = 640;
const PER_ROW = [50, 100, 125, 200, 250, 500];

/** @param prefix what all task ids begin with; not repeated in the row labels */
export function taskGrid({ outcomes }: RunView, prefix: string, width: number, theme: Theme): Block {
  const plot = width - LABEL_WIDTH;
  const heightWith = (perRow: number): number => Math.ceil(outcomes.length / perRow) * Math.min(20, plot / perRow);
  const perRow = PER_ROW.find((candidate) => heightWith(candidate) <= MAX_HEIGHT) ?? 500;
  const slot = plot / perRow;
  const rowHeight = Math.min(20, slot);
  const gap = slot > 8 ? 2 : slot > 4 ? 1 : 0.4;
  const cells = outcomes.map(({ records }, index) => {
    const verdict = verdictOf(records.map((record) => record.verdict));
    const x = LABEL_WIDTH + (index % perRow) * slot;
    const y = Math.floor(index / perRow) * rowHeight;
    const fill = verdict === undefined ? theme.track : theme.verdicts[verdict];
    return rect(x, y, slot - gap, rowHeight - gap, fill);
  });
  const labels = rowLabels(outcomes, { prefix, perRow, rowHeight }, theme);
  return { svg: cells.join("") + labels, height: Math.ceil(outcomes.length / perRow) * rowHeight };
}

interface Grid {
  readonly prefix: string;
  readonly perRow: number;
  readonly rowHeight: number;
}

/** The id of the first task of each row, or of as many rows as there is room for. */
function rowLabels(outcomes: RunView["outcomes"], { prefix, perRow, rowHeight }: Grid, theme: Theme): string {
  const every = Math.ceil(16 / rowHeight);
  const labels = [];
  for (let row = 0; row * perRow < outcomes.length; row += every) {
    const label = shortened(outcomes[row * perRow]?.task_id.slice(prefix.length) ?? "", LABEL_WIDTH - 8, 10);
    const y = row * rowHeight + Math.min(13, rowHeight / 2 + 4);
    labels.push(text(label, LABEL_WIDTH - 8, y, { fill: theme.muted, size: 10, anchor: "end" }));
  }
  return labels.join("");
}

/** Of several samples the best one counts: passed if any passed, else the most frequent failure. */
function verdictOf(verdicts: readonly Verdict[]): Verdict | undefined {
  if (verdicts.includes("passed")) return "passed";
  const times = (verdict: Verdict): number => verdicts.filter((it) => it === verdict).length;
  return [...verdicts].sort((a, b) => times(b) - times(a))[0];
}

/** The verdicts that occur, in the usual order. */
export function verdictLegend({ summary }: RunView, theme: Theme): LegendEntry[] {
  return VERDICTS.filter((verdict) => (summary.verdicts[verdict] ?? 0) > 0).map((verdict) => ({
    name: verdict.replaceAll("_", " "),
    symbol: theme.verdicts[verdict],
  }));
}
