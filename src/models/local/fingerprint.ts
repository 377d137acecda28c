/** SHA-256 of a model's files, remembered beside the cache so that large ones are read once. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256OfFile } from "../../lib/files.ts";
import { recall, remember } from "../../lib/remembered.ts";

const remembered = z.record(z.string(), z.object({ size: z.number(), mtimeMs: z.number(), sha256: z.string() }));

/** Smaller files are read each time: that costs less than remembering. */
const WORTH_REMEMBERING = 2 ** 20;

/**
 * One hash over names and contents of the files, in the order given.
 * @param memory folder of the remembered hashes; a file counts as unchanged while its size and its time are
 */
export async function filesFingerprint(
  folder: string,
  files: readonly string[],
  memory: string,
  { names = true }: { readonly names?: boolean } = {},
): Promise<string> {
  const path = join(memory, "hashes.json");
  const known = (await recall(path, remembered)) ?? {};
  const total = createHash("sha256");
  let learned = false;
  for (const file of files) {
    const absolute = join(folder, file);
    const { size, mtimeMs } = await stat(absolute);
    const old = known[absolute];
    const fresh = old?.size === size && old.mtimeMs === mtimeMs;
    const sha256 = fresh ? old.sha256 : await sha256OfFile(absolute);
    if (!fresh && size >= WORTH_REMEMBERING) {
      known[absolute] = { size, mtimeMs, sha256 };
      learned = true;
    }
    total.update(`${names ? file : ""}\0${sha256}\n`);
  }
  if (learned) await remember(path, known);
  return total.digest("hex");
}
