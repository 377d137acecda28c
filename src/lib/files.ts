/** Files and folders as the program writes them: whole or not at all, and owned by whoever called it. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf, UserError } from "./errors.ts";
import { giveToInvoker } from "./ownership.ts";

/** What a file is written from: all of it, or piece after piece. */
type Content = Parameters<typeof writeFile>[1];

export async function fileExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * One folder at a time: the recursive `mkdir` of Node never returns where /proc answers ENOENT.
 *
 * @param flag what names the place, for the hint
 * @throws UserError where it cannot be made
 */
export async function makeFolder(folder: string, flag = "--out"): Promise<void> {
  if (await fileExists(folder)) return;
  await makeFolder(dirname(folder), flag);
  try {
    await mkdir(folder);
    await giveToInvoker(folder);
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    if (cause.code === "EEXIST") return;
    throw new UserError(`${folder} cannot be made (${cause.code})`, { hint: `give another ${flag}`, cause });
  }
}

/**
 * Writes a file under another name first, and then renames it: readers see the old file or the new one, also after a
 * loss of power. Its folder must be there.
 *
 * @param mode the permission bits of the new file
 * @throws UserError where it cannot be written; what was there before stays
 */
export async function writeAtomically(path: string, content: Content, mode?: number): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeSynced(draft, content, mode);
    await giveToInvoker(draft);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    throw notWritten(path, cause);
  }
}

async function writeSynced(path: string, content: Content, mode?: number): Promise<void> {
  const file = await open(path, "wx");
  try {
    if (mode !== undefined) await file.chmod(mode & 0o7777);
    await writeFile(file, content);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** The one line that says why a file could not be written. */
export function notWritten(path: string, cause: unknown): UserError {
  if (cause instanceof UserError) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  const hint = code === "ENOSPC" || code === "EDQUOT" ? { hint: "the disk is full: make room, then go on" } : {};
  return new UserError(`${path} cannot be written (${code ?? messageOf(cause)})`, { ...hint, cause });
}

/** The one line that says why a file could not be read. */
export function notRead(path: string, cause: unknown): UserError {
  if (cause instanceof UserError) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  const missing = code === "ENOENT" || code === "ENOTDIR";
  const why = missing ? "no such file" : code === "EISDIR" ? "is a directory" : `cannot be read (${code ?? cause})`;
  return new UserError(`${path}: ${why}`, { cause });
}

/**
 * SHA-256 of a file in hex, however large it is.
 *
 * @throws UserError where it cannot be read
 */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch (cause) {
    throw notRead(path, cause);
  }
  return hash.digest("hex");
}
