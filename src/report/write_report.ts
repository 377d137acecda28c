/** Pictures, pages and exports: files that are made again at will, and never in place of a run's records. */
import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { runFilePath } from "../evaluation/run_file.ts";
import { UserError } from "../lib/errors.ts";
import { fileExists, makeFolder } from "../lib/files.ts";

/** @throws UserError where the file cannot be written, or holds the results of a run */
export async function writeReport(path: string, content: string | Buffer): Promise<void> {
  if (await fileExists(runFilePath(path)))
    throw new UserError(`${path} holds the results of a run; nothing was written`, { hint: "give another --out" });
  await makeFolder(dirname(resolve(path)));
  try {
    await writeFile(path, content);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(`${path} cannot be written (${code})`, { hint: "give another --out", cause });
  }
}
