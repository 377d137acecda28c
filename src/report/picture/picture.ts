/** A run → one picture: what it was, what came of it, and where time and tokens went. */
import { plural } from "../numbers.ts";
import type { RunView } from "../run_view.ts";
import { barsData } from "./bars_data.ts";
import { bottomPanels } from "./groups.ts";
import { header } from "./header.ts";
import { overview } from "./overview.ts";
import { type Block, FONT, group, rect, stack, text } from "./svg.ts";
import { taskPanels } from "./task_panels.ts";
import { type Theme, type ThemeName, themeOf } from "./theme.ts";

const WIDTH = 1200;
const MARGIN = 32;
const GAP = 20;
const INNER = WIDTH - 2 * MARGIN;

/** The picture as SVG, 1200 units wide and as high as it needs to be; its text is set in `FONT`. */
export function pictureSvg(view: RunView, themeName: ThemeName = "dark"): string {
  const theme = themeOf(themeName);
  const data = barsData(view);
  const blocks = [
    header(view, INNER, theme),
    overview(view, INNER, theme),
    ...(data.bars.length === 0 ? [] : taskPanels(view, data, INNER, theme)),
    bottomPanels(view, INNER, theme),
    footer(view, theme),
  ];
  const whole = stack(blocks, GAP);
  const height = Math.ceil(whole.height + 2 * MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    ` font-family="${FONT}">`,
    rect(0, 0, WIDTH, height, theme.background),
    group(MARGIN, MARGIN, whole.svg),
    "</svg>",
  ].join("");
}

function footer({ label, configHash, records }: RunView, theme: Theme): Block {
  const parts = [plural(records.length, "record"), label, configHash && `configuration ${configHash}`];
  return {
    svg: text(parts.filter((it) => it !== "").join(" · "), 0, 12, { fill: theme.muted, size: 11 }),
    height: 16,
  };
}
