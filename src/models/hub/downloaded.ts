/** What is on disk already. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { modelsFolder } from "../local/cache_folder.ts";

/** A model of the hub that was downloaded before, by its id; undefined where there is none. */
export function downloadedModel(folder = modelsFolder(undefined)): string | undefined {
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder)
    .filter((name) => /^[\w.-]+--[\w.-]+$/.test(name))
    .sort();
  const whole = names.find((name) =>
    readdirSync(join(folder, name)).some((it) => existsSync(join(folder, name, it, "onnx"))),
  );
  return whole?.replace("--", "/");
}
