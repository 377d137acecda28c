/** One invocation's work, as the run file tells of it. */

import { rm, stat } from "node:fs/promises";
import type { RunFile, SampleRecord } from "../core/index.ts";
import { begun } from "../lib/errors.ts";
import { journalPath } from "./journal.ts";
import { runFilePath, writeRunFile } from "./run_file.ts";
import { sealOf } from "./seal.ts";
import type { Session } from "./session.ts";

/**
 * Does the work of a session; the run file tells when it began and ended, and what it left. A session that leaves
 * nothing leaves no file either, which the next one would run into.
 *
 * @param changes how the model was asked otherwise than the settings say
 * @returns the records of the session's jobs
 */
export async function asSession(
  out: string,
  file: RunFile,
  session: Session,
  work: () => Promise<void>,
  changes: () => readonly string[] = () => [],
): Promise<SampleRecord[]> {
  const started = { started_at: new Date().toISOString() };
  await writeRunFile(out, { ...file, sessions: [...session.earlier, started] });
  let records: SampleRecord[] | undefined;
  try {
    await begun(work);
    records = await session.finish();
    return records;
  } finally {
    if (await isUnused(out)) await removeRun(out);
    else {
      const ended = {
        ...started,
        ended_at: new Date().toISOString(),
        ...(changes().length > 0 && { changes: changes() }),
      };
      const seal = records && { results: await sealOf(out) };
      await writeRunFile(out, { ...file, sessions: [...session.earlier, ended], ...seal });
    }
  }
}

/** No record was written, and no answer that a record will be made of. */
async function isUnused(out: string): Promise<boolean> {
  const sizes = await Promise.all([out, journalPath(out)].map((path) => stat(path).catch(() => undefined)));
  return sizes.every((it) => (it?.size ?? 0) === 0);
}

async function removeRun(out: string): Promise<void> {
  for (const path of [out, journalPath(out), runFilePath(out)]) await rm(path, { force: true });
}
