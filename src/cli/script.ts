/** Commands as scripts of their own, for those who know them by that name. */
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Runs a command where the module is what Node was started with; does nothing where it was imported. */
export async function runAsScript(moduleUrl: string, command: string): Promise<void> {
  const [, script, ...args] = process.argv;
  if (script === undefined || realpathSync(script) !== realpathSync(fileURLToPath(moduleUrl))) return;
  const { runCommandLine } = await import("./index.ts");
  process.exitCode = await runCommandLine([command, ...args]);
}
