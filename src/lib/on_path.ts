/** Programs on the PATH, but for those that somebody else's project put there. */
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { isInside } from "./plain_file.ts";

/**
 * The absolute path of a command; undefined where there is none. Folders of the PATH that are relative to the working
 * folder do not count.
 * @param avoid a folder whose programs, and links into it, do not count
 */
export function onPath(command: string, avoid?: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, command))
    .find((path) => isProgram(path) && (avoid === undefined || !leadsInto(path, avoid)));
}

/** True when a path lies in a folder, by its name or by where its links lead. */
export function leadsInto(path: string, folder: string): boolean {
  const real = realpathSync(folder);
  return isInside(path, folder) || isInside(path, real) || isInside(realpathSync(path), real);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
