/** Draws the pictures in docs/ from made-up records, which they say: `npx tsx scripts/example_pictures.ts`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { pictureSvg } from "../src/report/picture/picture.ts";
import { renderPng } from "../src/report/picture/png.ts";
import { THEMES } from "../src/report/picture/theme.ts";
import { runView } from "../src/report/run_view.ts";
import { syntheticRun } from "../test/support/synthetic_run.ts";
import { script } from "./support/script.ts";

script({ about: "Draws the pictures in docs/ from made-up records, which they say." });
mkdirSync("docs", { recursive: true });
for (const tasks of [5, 24, 164]) {
  const { records, run } = syntheticRun({ tasks, iters: 1 });
  const view = runView("example", records, {
    ...run,
    stand_in: "made-up records, to show what the picture looks like",
  });
  for (const theme of THEMES)
    writeFileSync(`docs/picture_${tasks}_${theme}.png`, renderPng(pictureSvg(view, theme), 1));
}
