/** The copy of a project that a command gets, and what is read back from it. */
import { copyFile, mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import type { CommandJob } from "../../core/index.ts";
import { UserError } from "../../lib/errors.ts";

const COLLECTED_BYTES = 1 << 20;

/** Copies what the job names, and lays its own files over that. */
export async function fill(copy: string, { project, files, overlay = {} }: CommandJob): Promise<void> {
  const root = await realpath(project);
  for (const file of files) {
    const from = await realpath(join(root, inside(file))).catch(() => undefined);
    // A link that leads out of the project would bring in what the copy is there to leave out.
    if (from === undefined || !from.startsWith(`${root}/`) || !(await stat(from)).isFile()) continue;
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await copyFile(from, join(copy, file));
  }
  for (const [file, text] of Object.entries(overlay)) {
    await mkdir(dirname(join(copy, inside(file))), { recursive: true });
    await writeFile(join(copy, file), text);
  }
}

function inside(file: string): string {
  const path = normalize(file);
  if (isAbsolute(path) || path.startsWith("..")) throw new UserError(`${file} is outside the project`);
  return path;
}

/** The files that the command left, as text; what is none is left out. */
export async function collect(copy: string, files: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const file of files) {
    // Whatever the command made of it: only a plain file inside the copy is read.
    const path = await realpath(join(copy, file)).catch(() => undefined);
    if (path === undefined || !path.startsWith(`${await realpath(copy)}/`)) continue;
    const { size } = await stat(path);
    if (!(await stat(path)).isFile() || size > COLLECTED_BYTES) continue;
    const text = await readFile(path, "utf8").catch(() => undefined); // its permissions are the command's, too
    if (text !== undefined) found[file] = text;
  }
  return found;
}
