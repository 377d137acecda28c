/** Real data that may lie beside the project; tests that use it are skipped, with a word, where it does not. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./program.ts";

/** The path of a file of the real data, or undefined. */
export function sharedData(name: string): string | undefined {
  const path = join(ROOT, "..", "shared", "data", name);
  return existsSync(path) ? path : undefined;
}

/** The path of a program or a folder beside the real data, or undefined. */
export function shared(name: string): string | undefined {
  const path = join(ROOT, "..", "shared", name);
  return existsSync(path) ? path : undefined;
}

/** For the name of a suite: why it is skipped. */
export const NO_SHARED_DATA = "needs real data in ../shared, which is not here";
