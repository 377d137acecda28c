/** results.jsonl → results.png. */
import { basename } from "node:path";
import { readRun } from "../evaluation/runs_compare.ts";
import { usageError } from "../lib/errors.ts";
import { pictureSvg } from "./picture/picture.ts";
import { renderPng } from "./picture/png.ts";
import type { ThemeName } from "./picture/theme.ts";
import { runView } from "./run_view.ts";
import { writeReport } from "./write_report.ts";

export interface VisualizeOptions {
  /** A results file: ours, or the original's. */
  readonly input: string;
  /** By default beside the input. */
  readonly output?: string | undefined;
  readonly theme?: ThemeName;
}

/**
 * Draws the combined report of one results file.
 *
 * @returns where it was written
 * @throws UserError where the input cannot be read, or the output not written
 */
export async function visualizeResults({ input, output, theme = "dark" }: VisualizeOptions): Promise<string> {
  const path = output ?? `${input.replace(/\.jsonl$/, "")}.png`;
  if (!/\.png$/i.test(path)) throw usageError(`${path}: a picture is a .png file`, "give another --out");
  const { records, run } = await readRun(input);
  await writeReport(path, renderPng(pictureSvg(runView(basename(input), records, run), theme)));
  return path;
}
