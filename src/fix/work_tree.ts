/** The git work tree around a folder: found by the names of files, without starting git. */
import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readPlainFile } from "../lib/plain_file.ts";

export interface WorkTree {
  /** Its real path. */
  readonly root: string;
  /** Folders outside of it that git needs to read: the repository of a linked work tree or a submodule. */
  readonly repository: readonly string[];
}

const LONGEST_POINTER = 4096;

/** Undefined outside a work tree. */
export function findWorkTree(folder: string): WorkTree | undefined {
  const root = realpathSync(folder);
  const mark = lstatSync(join(root, ".git"), { throwIfNoEntry: false });
  if (mark?.isDirectory()) return { root, repository: [] };
  if (mark?.isFile()) return { root, repository: repositoryOf(root) };
  return dirname(root) === root ? undefined : findWorkTree(dirname(root));
}

/** A `.git` that is a file names the repository; a linked work tree's names the one that it shares (gitrepository-layout). */
function repositoryOf(root: string): string[] {
  const own = pointedTo(join(root, ".git"), /^gitdir: (.+)$/m);
  if (own === undefined || !isRepository(own)) return [];
  const shared = pointedTo(join(own, "commondir"), /^(.+)$/m);
  return shared !== undefined && isRepository(shared) ? [own, shared] : [own];
}

function pointedTo(file: string, pattern: RegExp): string | undefined {
  try {
    const [, path] = pattern.exec(readPlainFile(file, LONGEST_POINTER).toString("utf8")) ?? [];
    return path === undefined ? undefined : realpathSync(resolve(dirname(file), path.trim()));
  } catch {
    return undefined; // not there, or nothing that git would take
  }
}

/** A project may name any folder: only one that looks like a repository is shown to its git. */
function isRepository(folder: string): boolean {
  const isWorkTrees = existsSync(join(folder, "commondir"));
  return existsSync(join(folder, "HEAD")) && (isWorkTrees || isFolder(join(folder, "objects")));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
