import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SampleRecord } from "../../src/core/index.ts";
import { pictureSvg } from "../../src/report/picture/picture.ts";
import { runView } from "../../src/report/run_view.ts";
import { NO_BROWSER, openBrowser, SKIP_BROWSER } from "../support/browser.ts";
import { type SyntheticOptions, syntheticRun } from "../support/synthetic_run.ts";

const { resolve } = createRequire(import.meta.url);
const fontFace = (file: string, weight: number): string => {
  const data = readFileSync(resolve(`@expo-google-fonts/jetbrains-mono/${file}`)).toString("base64");
  return `@font-face{font-family:"JetBrains Mono";font-weight:${weight};src:url(data:font/ttf;base64,${data})}`;
};
const FONTS =
  fontFace("400Regular/JetBrainsMono_400Regular.ttf", 400) + fontFace("700Bold/JetBrainsMono_700Bold.ttf", 700);

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Every text of the picture, where a browser puts it; heights without the room for accents above and below. */
async function textBoxes(page: Page, svg: string): Promise<Box[]> {
  await page.setContent(`<style>${FONTS} body{margin:0}</style>${svg}`);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: it runs in the browser, whose types these tests do not have
    const { document } = globalThis as any;
    await document.fonts.ready;
    // biome-ignore lint/suspicious/noExplicitAny: the same
    return [...document.querySelectorAll("text")].map((element: any) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const inset = (Math.min(bottom - top, right - left) * 0.18) as number;
      const text = element.textContent as string;
      const isUpright = bottom - top > right - left && text.length > 1;
      return isUpright
        ? { text, left: left + inset, right: right - inset, top, bottom }
        : { text, left, right, top: top + inset, bottom: bottom - inset };
    });
  });
}

function overlaps(boxes: readonly Box[]): string[] {
  return boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.text} | ${b.text}`),
  );
}

const longIds = (records: readonly SampleRecord[]): SampleRecord[] =>
  records.map((record) => ({ ...record, task_id: `module_${record.task_id}_with_a_name_that_goes_on_and_on` }));

const cases: [string, SyntheticOptions, ((records: readonly SampleRecord[]) => SampleRecord[])?][] = [
  ["1 task", { tasks: 1 }],
  ["5 tasks", { tasks: 5 }],
  ["12 tasks with long names", { tasks: 12, model: "an-organisation/a-model-of-a-very-long-name".repeat(4) }, longIds],
  ["24 tasks, repairs", { tasks: 24, iters: 5 }],
  ["24 tasks, 10 samples", { tasks: 24, samples: 10 }],
  ["60 tasks with long names", { tasks: 60 }, longIds],
  ["164 tasks", { tasks: 164, iters: 2 }],
  ["200 tasks", { tasks: 200 }],
  ["1,000 tasks", { tasks: 1000, iters: 1 }],
  ["10,000 tasks", { tasks: 10_000 }],
];

describe.skipIf(SKIP_BROWSER)(`the text of the picture${NO_BROWSER}`, () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  });
  afterAll(() => browser?.close());

  it.each(cases)("neither overlaps nor leaves the picture: %s", async (_, options, change) => {
    const { records, run } = syntheticRun(options);
    const changed = change?.(records) ?? records;
    const { selection: __, ...rest } = run;
    const svg = pictureSvg(runView("run", changed, change === undefined ? run : rest));
    const height = Number(/viewBox="0 0 1200 (\d+)"/.exec(svg)?.[1]);
    const boxes = await textBoxes(page, svg);
    expect(boxes.length).toBeGreaterThan(40);
    expect(overlaps(boxes)).toEqual([]);
    const outside = boxes.filter((box) => box.left < 8 || box.right > 1192 || box.top < 0 || box.bottom > height);
    expect(outside.map((box) => box.text)).toEqual([]);
  });
});
