/** The hash that lets anyone see whether a results file is the one that a run wrote. */

import type { ResultsSeal } from "../core/index.ts";
import { readLines } from "../lib/lines.ts";
import { sha256OfStored } from "../lib/stored/stored_file.ts";

/** Hashes a results file. */
export async function sealOf(path: string): Promise<ResultsSeal> {
  let records = 0;
  for await (const { whole } of readLines(path)) if (whole) records++;
  return { records, sha256: await sha256OfStored(path) };
}
