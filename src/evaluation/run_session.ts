/** One invocation's work, as the run file tells of it. */
import type { RunFile, SampleRecord } from "../core/index.ts";
import { begun } from "../lib/errors.ts";
import { writeRunFile } from "./run_file.ts";
import { sealOf } from "./seal.ts";
import type { Session } from "./session.ts";

/**
 * Does the work of a session; the run file tells when it began and ended, and what it left.
 *
 * @returns the records of the session's jobs
 */
export async function asSession(
  out: string,
  file: RunFile,
  session: Session,
  work: () => Promise<void>,
): Promise<SampleRecord[]> {
  const started = { started_at: new Date().toISOString() };
  await writeRunFile(out, { ...file, sessions: [...session.earlier, started] });
  let records: SampleRecord[] | undefined;
  try {
    await begun(work);
    records = await session.finish();
    return records;
  } finally {
    const sessions = [...session.earlier, { ...started, ended_at: new Date().toISOString() }];
    await writeRunFile(out, { ...file, sessions, ...(records && { results: await sealOf(out) }) });
  }
}
