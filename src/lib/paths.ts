/** Where things lie: the package itself, which is only ever read, and the folder that the program writes to. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the package's own `package.json`, `dataset/` among its neighbours: a clone, or an installed package. */
export const PACKAGE_ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** Whether the package is a clone of the repository; only a clone has this file. */
const IS_CLONE = existsSync(join(PACKAGE_ROOT, "run.ts"));

/** What a user types to start the program. */
export const PROGRAM = IS_CLONE ? "./run.ts" : "npx code-repair-agent";

const NAME = "code-repair-agent";

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The package's own `package.json`. */
export function manifest(): Manifest {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
}

/** A file that the package ships in `dataset/`. */
export function shippedData(name: string): string {
  return join(PACKAGE_ROOT, "dataset", name);
}

/**
 * The folder for all that is downloaded, built or remembered: `CODE_REPAIR_CACHE`, else this program's own below
 * `HF_HOME`, below `XDG_CACHE_HOME`, or in `~/.cache`.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.CODE_REPAIR_CACHE || join(env.HF_HOME || env.XDG_CACHE_HOME || join(homedir(), ".cache"), NAME);
}

/**
 * Folders that hold models, the one for new ones first. The others were in use before there was a cache outside of the
 * package: what lies there is still found.
 *
 * @param asked the only one, where a caller names one
 */
export function modelFolders(asked?: string, env: NodeJS.ProcessEnv = process.env): readonly [string, ...string[]] {
  if (asked !== undefined) return [asked];
  const earlier = [...(env.HF_HOME ? [join(env.HF_HOME, NAME)] : []), ...inClone(".cache", "models")];
  const own = join(cacheFolder(env), "models");
  return [own, ...earlier.filter((it) => it !== own)];
}

/** Folders that hold data sets, the one for new ones first, then the clone's `dataset/`. */
export function dataFolders(env: NodeJS.ProcessEnv = process.env): readonly [string, ...string[]] {
  return [join(cacheFolder(env), "dataset"), ...inClone("dataset")];
}

function inClone(...names: string[]): string[] {
  return IS_CLONE ? [join(PACKAGE_ROOT, ...names)] : [];
}

function rootAbove(folder: string): string {
  if (existsSync(join(folder, "package.json")) || dirname(folder) === folder) return folder;
  return rootAbove(dirname(folder));
}
