/** `visualize`: results.jsonl → results.png. */
import { writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { runFilePath } from "../evaluation/run_file.ts";
import { readRun } from "../evaluation/runs_compare.ts";
import { UserError, usageError } from "../lib/errors.ts";
import { fileExists, makeFolder } from "../lib/files.ts";
import { pictureSvg } from "../report/picture/picture.ts";
import { renderPng } from "../report/picture/png.ts";
import type { ThemeName } from "../report/picture/theme.ts";
import { runView } from "../report/run_view.ts";
import type { VisualizeFlags } from "./report_flags.ts";

export interface VisualizeOptions {
  /** A results file: ours, or the Python original's. */
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
  if (!/\.png$/i.test(path)) throw usageError(`${path}: a picture is a .png file`, "give another --output");
  const { records, run } = await readRun(input);
  await writeReport(path, renderPng(pictureSvg(runView(basename(input), records, run), theme)));
  return path;
}

export async function visualizeCommand(flags: VisualizeFlags): Promise<number> {
  process.stdout.write(`${await visualizeResults(flags)}\n`);
  return 0;
}

/** @throws UserError where the file cannot be written, or holds the results of a run */
export async function writeReport(path: string, content: string | Buffer): Promise<void> {
  if (await fileExists(runFilePath(path)))
    throw new UserError(`${path} holds the results of a run; nothing was written`, { hint: "give another --output" });
  await makeFolder(dirname(resolve(path)), "--output");
  try {
    await writeFile(path, content);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(`${path} cannot be written (${code})`, { hint: "give another --output", cause });
  }
}
