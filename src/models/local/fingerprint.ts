/** SHA-256 of a model's files, remembered beside the cache so that large ones are read once. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const remembered = z.record(z.string(), z.object({ size: z.number(), mtimeMs: z.number(), sha256: z.string() }));
type Remembered = z.infer<typeof remembered>;

/** Smaller files are read each time: that costs less than remembering. */
const WORTH_REMEMBERING = 2 ** 20;

/**
 * One hash over names and contents of the files, in the order given.
 * @param memory folder of the remembered hashes; a file counts as unchanged while its size and its time are
 */
export async function filesFingerprint(folder: string, files: readonly string[], memory: string): Promise<string> {
  const path = join(memory, "hashes.json");
  const known = await readRemembered(path);
  const total = createHash("sha256");
  let learned = false;
  for (const file of files) {
    const absolute = join(folder, file);
    const { size, mtimeMs } = await stat(absolute);
    const old = known[absolute];
    const fresh = old?.size === size && old.mtimeMs === mtimeMs;
    const sha256 = fresh ? old.sha256 : await hashFile(absolute);
    if (!fresh && size >= WORTH_REMEMBERING) {
      known[absolute] = { size, mtimeMs, sha256 };
      learned = true;
    }
    total.update(`${file}\0${sha256}\n`);
  }
  if (learned) await writeRemembered(memory, path, known);
  return total.digest("hex");
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

async function readRemembered(path: string): Promise<Remembered> {
  try {
    return remembered.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // Missing or torn: hashes are only remembered to save time.
    return {};
  }
}

async function writeRemembered(memory: string, path: string, hashes: Remembered): Promise<void> {
  await mkdir(memory, { recursive: true });
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(hashes, null, 1));
  await rename(temporary, path);
}
