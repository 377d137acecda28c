/** What the picture is a picture of. */
import type { RunView } from "../run_view.ts";
import { type Block, rect, shortened, text } from "./svg.ts";
import type { Theme } from "./theme.ts";

export function header(view: RunView, width: number, theme: Theme): Block {
  const fields = [
    ["Data set", view.dataset, 0.2],
    ["The model sees", view.context, 0.13],
    ["Sandbox", view.sandbox || "not recorded", 0.39],
    ["Verdicts", view.integrity, 0.16],
    ["Date", view.date || "not recorded", 0.12],
  ] as const;
  let x = 0;
  const row = fields.map(([name, value, share]) => {
    const column = width * share;
    const field =
      text(name, x, 62, { fill: theme.muted, size: 11 }) +
      text(shortened(value, column - 16, 13), x, 81, { fill: theme.text, size: 13 });
    x += column;
    return field;
  });
  const kind = "Code repair: runtime and tokens";
  const head =
    text(shortened(view.model, width - 260, 24), 0, 24, { fill: theme.text, size: 24, bold: true }) +
    text(kind, width, 22, { fill: theme.muted, size: 12, anchor: "end" });
  return { svg: head + row.join("") + notice(view, width, theme), height: view.standIn === "" ? 88 : 134 };
}

/** Numbers that are no result must say so where they are seen. */
function notice({ standIn }: RunView, width: number, theme: Theme): string {
  if (standIn === "") return "";
  const frame = rect(0.5, 98.5, width - 1, 35, "none", `rx="6" stroke="${theme.notice}"`);
  return frame + text(shortened(`No result: ${standIn}`, width - 32), 16, 121, { fill: theme.notice, bold: true });
}
