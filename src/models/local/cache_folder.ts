/** Where downloaded and built models are kept. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder that was asked for, else one of this program's own under `HF_HOME`, else `.cache/models` of the project.
 */
export function modelsFolder(asked: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  if (asked !== undefined) return asked;
  if (env.HF_HOME) return join(env.HF_HOME, "code-repair-agent");
  return fileURLToPath(new URL("../../../.cache/models", import.meta.url));
}
