/**
 * All tests of a run have one temporary folder, so that what they (and the programs that they start) leave behind is
 * found: it ends the run with an error.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Caches, which are meant to be found by a later run: they stay where they are. */
const CACHES = [`tsx-${process.getuid?.() ?? ""}`, "node-compile-cache"];

export function setup(): () => void {
  const outer = tmpdir();
  const folder = mkdtempSync(join(outer, "repair-tests-"));
  // As the machine's own: candidates run as other users.
  chmodSync(folder, 0o1777);
  for (const name of CACHES) symlinkSync(join(outer, name), join(folder, name));
  process.env.TMPDIR = folder;
  return () => {
    const left = readdirSync(folder).filter((name) => !CACHES.includes(name));
    rmSync(folder, { recursive: true, force: true });
    if (left.length === 0) return;
    // Vitest says what a teardown throws, but ends with 0.
    process.exitCode = 1;
    throw new Error(`the tests left ${left.length} behind in ${folder}: ${left.join(", ")}`);
  };
}
