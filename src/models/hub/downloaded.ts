/** What is on disk already. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { modelFolders } from "../../lib/paths.ts";

/** A model of the hub that was downloaded before, by its id; undefined where there is none. */
export function downloadedModel(folders: readonly string[] = modelFolders()): string | undefined {
  return folders.map(wholeModelIn).find((it) => it !== undefined);
}

function wholeModelIn(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder)
    .filter((name) => /^[\w.-]+--[\w.-]+$/.test(name))
    .sort();
  const whole = names.find((name) =>
    readdirSync(join(folder, name)).some((it) => existsSync(join(folder, name, it, "onnx"))),
  );
  return whole?.replace("--", "/");
}
