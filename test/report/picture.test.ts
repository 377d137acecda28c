import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { barsData, commonPrefix } from "../../src/report/picture/bars_data.ts";
import { niceScale } from "../../src/report/picture/chart.ts";
import { pictureSvg } from "../../src/report/picture/picture.ts";
import { renderPng } from "../../src/report/picture/png.ts";
import { runView } from "../../src/report/run_view.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT } from "../support/program.ts";
import { NO_SHARED_DATA, sharedData } from "../support/shared_data.ts";
import { type SyntheticOptions, syntheticRun } from "../support/synthetic_run.ts";

function viewOf(options: SyntheticOptions) {
  const { records, run } = syntheticRun(options);
  return runView("run", records, run);
}

/** Width and height as a PNG's header has them. */
function sizeOf(png: Buffer): [number, number] {
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe("the picture", () => {
  it.each([1, 5, 24, 164, 1000])("draws %i tasks", (tasks) => {
    const svg = pictureSvg(viewOf({ tasks, iters: 1 }), tasks % 2 === 0 ? "dark" : "light");
    const [width, height] = sizeOf(renderPng(svg, 1));
    expect(width).toBe(1200);
    expect(height).toBeGreaterThan(700);
    expect(height).toBeLessThan(2600);
  });

  it("draws the same text on a machine without fonts as on one with them", () => {
    const folder = temporaryFolder();
    const svg = pictureSvg(viewOf({ tasks: 5 }));
    writeFileSync(join(folder, "picture.svg"), svg);
    writeFileSync(join(folder, "fonts.conf"), '<?xml version="1.0"?><fontconfig></fontconfig>');
    const code = `
      import { readFileSync, writeFileSync } from "node:fs";
      import { renderPng } from ${JSON.stringify(join(ROOT, "src/report/picture/png.ts"))};
      writeFileSync("bare.png", renderPng(readFileSync("picture.svg", "utf8")));`;
    writeFileSync(join(folder, "draw.mts"), code);
    const env = { PATH: process.env.PATH, HOME: folder, FONTCONFIG_FILE: join(folder, "fonts.conf") };
    execFileSync(join(ROOT, "node_modules/.bin/tsx"), ["draw.mts"], { cwd: folder, env });
    const here = renderPng(svg);
    expect(readFileSync(join(folder, "bare.png")).equals(here)).toBe(true);
    // And text it is: without it, the picture is another and much smaller one.
    const wordless = renderPng(svg.replace(/<text[^>]*>[^<]*<\/text>/g, ""));
    expect(wordless.length).toBeLessThan(here.length / 2);
  });

  it("shows hostile names as text", () => {
    const view = viewOf({ tasks: 2, model: "<script>&\u202e\u001b[31m</text>" });
    const svg = pictureSvg(view);
    expect(svg).not.toContain("<script>");
    expect(svg).toContain("&#60;script&#62;&#38;⟨U+202E⟩⟨ESC⟩[31m&#60;/text&#62;");
  });

  it("says that a stand-in's numbers are no result", () => {
    const { records, run } = syntheticRun({ tasks: 3 });
    const svg = pictureSvg(runView("run", records, { ...run, stand_in: "a stand-in" }));
    expect(svg).toContain("No result: a stand-in");
    expect(pictureSvg(runView("run", records, run))).not.toContain("No result");
  });

  const recorded = sharedData("recorded/humanevalfix_qwen25_0.5b_10.jsonl");
  const skipped = recorded === undefined ? `: ${NO_SHARED_DATA}` : "";
  it.skipIf(recorded === undefined)(`draws records of the Python original${skipped}`, () => {
    const folder = temporaryFolder();
    const args = ["src/visualize_results.ts", "--input", recorded ?? "", "--output", join(folder, "a/results.png")];
    execFileSync(join(ROOT, "node_modules/.bin/tsx"), args, { cwd: ROOT });
    expect(sizeOf(readFileSync(join(folder, "a/results.png")))[0]).toBe(2400);
  });
});

describe("barsData", () => {
  it("has a bar per task as long as there is room, and groups of tasks beyond", () => {
    expect(barsData(viewOf({ tasks: 164 })).bars).toHaveLength(164);
    const many = barsData(viewOf({ tasks: 1000 }));
    expect(many.tasksPerBar).toBe(10);
    expect(many.bars.map((bar) => bar.label).slice(0, 3)).toEqual(["0", "10", "20"]);
  });

  it("averages over tasks and samples", () => {
    const view = viewOf({ tasks: 1, samples: 4 });
    const [bar] = barsData(view).bars;
    const mean = view.records.reduce((sum, record) => sum + record.timings_sec.propose, 0) / 4;
    expect(bar?.propose).toBeCloseTo(mean, 9);
    expect(bar?.passed).toBe(view.records.filter((record) => record.passed).length / 4);
  });

  it.each([
    [["Python/1", "Python/12"], "Python/"],
    [["a_b_1", "a_b_2"], "a_b_"],
    [["abc", "abd"], ""],
    [["x/", "x/1"], ""],
    [["one"], ""],
  ])("finds what ids have in common: %j", (ids, prefix) => {
    expect(commonPrefix(ids)).toBe(prefix);
  });
});

describe("niceScale", () => {
  it.each([
    [41, 5, { end: 50, step: 10 }],
    [95, 3, { end: 100, step: 50 }],
    [0.2, 3, { end: 0.2, step: 0.1 }],
    [2200, 5, { end: 2500, step: 500 }],
    [0, 5, { end: 1, step: 1 }],
  ])("covers %d in at most %i readable steps", (value, steps, expected) => {
    const { end, step } = niceScale(value, steps);
    expect(end).toBeCloseTo(expected.end, 9);
    expect(step).toBeCloseTo(expected.step, 9);
  });
});
