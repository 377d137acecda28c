/** Where commands over a project run: its tests, and git. */
import type { CommandRunner, Isolated } from "../core/index.ts";
import { openCommandSandbox } from "../sandbox/command.ts";
import { thisMachine } from "../sandbox/process.ts";
import type { Project } from "./project.ts";

/** Undefined on a machine that has no such isolation layer. */
export function commandSandbox({ root }: Project, concurrency: number): (Isolated & CommandRunner) | undefined {
  const { bubblewrap } = thisMachine(root);
  return bubblewrap === undefined ? undefined : openCommandSandbox({ bubblewrap, concurrency, avoid: root });
}
