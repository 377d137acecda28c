/** `models`: what is on this machine already, and whether it can run here. */

import { stat } from "node:fs/promises";
import { usageError } from "../../lib/errors.ts";
import { printJson, printText } from "../../lib/terminal.ts";
import { listModels } from "../../models/weights/inventory.ts";
import { modelsText } from "../../report/models_text.ts";
import type { FlagsOf } from "../flags/table.ts";

/** @throws UserError for a word that is no folder */
export async function run({ words: folders, json }: FlagsOf<"models">): Promise<number> {
  for (const folder of folders) {
    const found = await stat(folder).catch(() => undefined);
    if (!found?.isDirectory()) throw usageError(`${folder} is no folder`, "name folders to look into, or none");
  }
  const models = await listModels(folders);
  const text = process.stdout.isTTY && !json;
  if (text) printText(modelsText(models));
  else printJson({ models });
  return 0;
}
