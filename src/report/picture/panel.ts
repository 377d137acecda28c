/** The frame around a part of the picture: a title, a legend at its right, the content below. */
import { type Block, group, rect, shortened, text, textWidth } from "./svg.ts";
import type { Theme } from "./theme.ts";

export const PANEL_PADDING = 20;
const HEAD = 50;
/** A note with less room than this is left out. */
const MIN_NOTE = 50;

export interface LegendEntry {
  readonly name: string;
  /** A square of this colour, or a mark of one's own. */
  readonly symbol: string | ((x: number, y: number) => string);
}

interface PanelParts {
  readonly title: string;
  /** Said in small letters behind the title. */
  readonly note?: string;
  readonly width: number;
  readonly legend?: readonly LegendEntry[];
  readonly theme: Theme;
}

/** Puts a frame around `content`, which is drawn at the inner left edge. */
export function panel(content: Block, { title, note = "", width, legend = [], theme }: PanelParts): Block {
  const height = HEAD + content.height + PANEL_PADDING;
  const frame = rect(0.5, 0.5, width - 1, height - 1, theme.panel, `rx="8" stroke="${theme.line}"`);
  const noteAt = PANEL_PADDING + textWidth(title, 14) + 14;
  const noteRoom = width - PANEL_PADDING - legendWidth(legend) - 16 - noteAt;
  const head =
    text(title, PANEL_PADDING, 30, { fill: theme.text, size: 14, bold: true }) +
    (noteRoom < MIN_NOTE ? "" : text(shortened(note, noteRoom, 11), noteAt, 30, { fill: theme.muted, size: 11 })) +
    legendRow(legend, width - PANEL_PADDING, theme);
  return { svg: frame + head + group(PANEL_PADDING, HEAD, content.svg), height };
}

const LEGEND_SIZE = 11;
const SYMBOL = 16;
const ENTRY_GAP = 14;

/** Entries in a row that ends at `right`. */
function legendRow(entries: readonly LegendEntry[], right: number, theme: Theme): string {
  let x = right + ENTRY_GAP - legendWidth(entries);
  return entries
    .map(({ name, symbol }) => {
      const drawn = typeof symbol === "string" ? rect(x, 21, 10, 10, symbol, 'rx="2"') : symbol(x + 5, 26);
      const entry = drawn + text(name, x + SYMBOL, 30, { fill: theme.muted, size: LEGEND_SIZE });
      x += SYMBOL + textWidth(name, LEGEND_SIZE) + ENTRY_GAP;
      return entry;
    })
    .join("");
}

function legendWidth(entries: readonly LegendEntry[]): number {
  return entries.reduce((sum, { name }) => sum + SYMBOL + textWidth(name, LEGEND_SIZE) + ENTRY_GAP, 0);
}
