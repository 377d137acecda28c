/** Writes a repair into the user's file. */
import { lstatSync, statSync } from "node:fs";
import { relative } from "node:path";
import { UserError } from "../lib/errors.ts";
import { writeAtomically } from "../lib/files.ts";
import type { FixCheck } from "./check.ts";
import { commandSandbox } from "./command_sandbox.ts";
import { isCommitted } from "./git.ts";
import type { Project } from "./project.ts";
import { readSource } from "./source_text.ts";

/**
 * Whole or not at all, with the file's own mode.
 *
 * @param force write over what git could not take back
 * @throws UserError where the file is no longer what was repaired, or is not committed
 */
export async function applyRepair(check: FixCheck, text: string, project: Project, force: boolean): Promise<void> {
  const path = relative(project.root, check.file);
  if (lstatSync(check.file).isSymbolicLink())
    throw new UserError(`${path} is a link; nothing was written`, { hint: "name the file that it points to" });
  if (readSource(check.file, project.root).whole !== check.source.whole)
    throw new UserError(`${path} has changed meanwhile; nothing was written`, { hint: "run fix again" });
  if (!force) await assertCommitted(project, path);
  await writeAtomically(check.file, text, statSync(check.file).mode);
}

/** Only what git can take back is written over. */
async function assertCommitted(project: Project, path: string): Promise<void> {
  await using sandbox = commandSandbox(project, 1);
  if (project.tree !== undefined && sandbox !== undefined && (await isCommitted(project.tree, path, sandbox))) return;
  const why = sandbox === undefined ? "cannot be asked of git without bubblewrap" : "is not the committed one";
  throw new UserError(`${path} ${why}; nothing was written`, { hint: "commit it first, or say --force" });
}
