/** Where results go; and whether they can be written, found out before hours are spent on them. */
import { access, constants, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { Shard } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";

/** `results/<model>-<dataset>.jsonl` of the current folder; a file or folder given as the model lends its own name only. */
export function defaultOut(model: string, dataset: string, shard?: Shard): string {
  const [, prefix, rest] = /^(\w+):(.*)$/.exec(model) ?? [undefined, "", model];
  const isPath = /^(replay|scripted|module)$/.test(prefix ?? "") || /^[./]/.test(rest ?? "");
  const short = isPath ? basename(rest ?? "", extname(rest ?? "")) : (rest ?? "");
  const slug = `${prefix ? `${prefix}__` : ""}${short}`.replaceAll("/", "__").replace(/[^\w.@-]+/g, "_");
  const part = shard === undefined ? "" : `-shard${shard.index}of${shard.of}`;
  return join("results", `${slug}-${dataset}${part}.jsonl`);
}

/**
 * Creates nothing.
 *
 * @throws UserError naming why not
 */
export async function assertWritable(out: string, flag = "--out"): Promise<void> {
  const refuse = (why: string): never => {
    throw new UserError(`${out} cannot be written (${why})`, { hint: `give another ${flag}` });
  };
  const there = await stat(out).catch(() => undefined);
  if (there?.isDirectory()) refuse("it is a directory");
  // Replacing a file takes its name away and makes a new one: root would lose /dev/null so.
  if (there !== undefined && !there.isFile()) refuse("it is there and is no file");
  let folder = dirname(resolve(out));
  while ((await stat(folder).catch(() => undefined)) === undefined && dirname(folder) !== folder)
    folder = dirname(folder);
  if (!(await stat(folder)).isDirectory()) refuse(`${folder} is a file`);
  await access(folder, constants.W_OK).catch((error) => refuse(error.code));
}
