/**
 * results.jsonl → results.png. Also a script of its own:
 * `npx tsx src/visualize_results.ts --input results/results.jsonl --output results/results.png`
 */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";
import { UserError } from "./errors.ts";
import { readRecords } from "./eval/records.ts";
import { readRunFile } from "./eval/run_file.ts";
import { pictureSvg } from "./report/picture/picture.ts";
import { renderPng } from "./report/picture/png.ts";
import type { ThemeName } from "./report/picture/theme.ts";
import { runView } from "./report/run_view.ts";

export interface VisualizeOptions {
  /** A results file: ours, or the Python original's. */
  readonly input: string;
  readonly output: string;
  readonly theme: ThemeName;
}

/** The picture's place beside the results file. */
export function pictureOf(results: string): string {
  return `${results.replace(/\.jsonl$/, "")}.png`;
}

/**
 * Draws the combined report of one results file.
 *
 * @returns where it was written
 * @throws UserError where the input cannot be read, or the output not written
 */
export async function visualizeResults({ input, output, theme }: VisualizeOptions): Promise<string> {
  const { records } = await readRecords(input);
  if (records.length === 0) throw new UserError(`${input} has no records: there is nothing to draw`);
  const view = runView(basename(input), records, await readRunFile(input));
  const png = renderPng(pictureSvg(view, theme));
  try {
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, png);
  } catch (cause) {
    throw new UserError(`${output} cannot be written (${(cause as NodeJS.ErrnoException).code})`, {
      hint: "give another --output",
      cause,
    });
  }
  return output;
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  const { runCommandLine } = await import("./commands/index.ts");
  process.exitCode = await runCommandLine(["visualize", ...argv.slice(2)]);
}
