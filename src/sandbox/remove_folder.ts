/** Removes a folder that code under test has written into. */
import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, readdirSync, renameSync, rmdirSync, unlinkSync } from "node:fs";

/**
 * Removes a folder and all below it, whatever was left there: folders nested deeper than a path may be long, folders
 * without permissions, names that are no UTF-8. Folders inside are brought up to the top level one by one, so that no
 * path grows; links are removed, never followed. Nothing happens where there is no such folder. Whoever wrote into it
 * must have ended: a path that changes meanwhile could lead elsewhere.
 *
 * @throws the system's error where an entry cannot be removed; the rest of the folder may be gone by then.
 */
export function removeFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  // Anybody may put a link of this name into a folder for temporary files.
  if (!found.isDirectory()) {
    unlinkSync(path);
    return;
  }
  const top = Buffer.from(path);
  const pending: Buffer[] = [];
  emptyInto(top, top, pending);
  for (let inner = pending.pop(); inner !== undefined; inner = pending.pop()) {
    emptyInto(inner, top, pending);
    rmdirSync(inner);
  }
  rmdirSync(path);
}

/** Removes a folder's files, and names the folders in it, moved below `top`. */
function emptyInto(folder: Buffer, top: Buffer, pending: Buffer[]): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: "buffer" })) {
    const path = inFolder(folder, entry.name);
    if (!entry.isDirectory()) {
      unlinkSync(path);
    } else if (folder === top) {
      pending.push(path);
    } else {
      // A folder is moved only by who may write in it, since its ".." changes.
      chmodSync(path, 0o700);
      const moved = inFolder(top, Buffer.from(`removed-${randomBytes(8).toString("hex")}`));
      renameSync(path, moved);
      pending.push(moved);
    }
  }
}

function inFolder(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, Buffer.from("/"), name]);
}
