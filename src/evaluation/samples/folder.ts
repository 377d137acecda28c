/** EvalPlus's folders: one for each task, in it a file for each sample, named by its number. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../lib/errors.ts";
import { notRead } from "../../lib/files.ts";
import { readStoredText } from "../../lib/stored/encoding.ts";
import type { ForeignSample, ForeignSamples } from "./sample.ts";

const SAMPLE_FILE = /^(\d+)\.\w+$/;

/** @throws UserError where the folder, or a file in it, cannot be read, or there is no sample */
export async function readSampleFolder(path: string): Promise<ForeignSamples> {
  const samples: ForeignSample[] = [];
  let others = 0;
  for (const folder of await entriesOf(path)) {
    if (!folder.isDirectory()) {
      others++;
      continue;
    }
    const files = (await entriesOf(join(path, folder.name))).map(({ name }) => name);
    const numbered = files.flatMap((name) => {
      const number = SAMPLE_FILE.exec(name)?.[1];
      return number === undefined ? [] : [{ name, number: Number(number) }];
    });
    others += files.length - numbered.length;
    for (const { name } of numbered.sort((a, b) => a.number - b.number))
      samples.push({ id: folder.name, text: { solution: await readStoredText(join(path, folder.name, name)) } });
  }
  if (samples.length > 0)
    return { samples, notes: others > 0 ? [`${path}: left out, because they are no samples: ${others}`] : [] };
  throw new UserError(`${path} holds no samples`, {
    hint: "a folder of samples has a folder for each task, and in it a file for each sample, named by its number",
  });
}

async function entriesOf(path: string) {
  try {
    return (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw notRead(path, cause);
  }
}
