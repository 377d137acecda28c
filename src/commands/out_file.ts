/** Finds out whether results can be written before hours are spent on them, and without creating anything. */
import { access, constants, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UserError } from "../errors.ts";

/** @throws UserError naming why not */
export async function assertWritable(out: string, flag = "--out"): Promise<void> {
  const refuse = (why: string): never => {
    throw new UserError(`${out} cannot be written (${why})`, { hint: `give another ${flag}` });
  };
  const there = await stat(out).catch(() => undefined);
  if (there?.isDirectory()) refuse("it is a directory");
  let folder = dirname(resolve(out));
  while ((await stat(folder).catch(() => undefined)) === undefined && dirname(folder) !== folder)
    folder = dirname(folder);
  if (!(await stat(folder)).isDirectory()) refuse(`${folder} is a file`);
  await access(folder, constants.W_OK).catch((error) => refuse(error.code));
}
