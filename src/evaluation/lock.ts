/** One writer per results file. */
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import { UserError } from "../lib/errors.ts";
import { processStart } from "../lib/process_start.ts";

const holderSchema = z.object({ pid: z.number().int(), started: z.string(), host: z.string(), token: z.string() });
type Holder = z.infer<typeof holderSchema>;

/**
 * Takes `<path>.lock` for this process; `release` gives it back. A lock whose process is gone is taken over: a run
 * that was killed can be resumed at once.
 *
 * @throws UserError when another live process holds it
 */
export async function acquireLock(path: string): Promise<{ release: () => Promise<void> }> {
  const lock = `${path}.lock`;
  const own: Holder = {
    pid: process.pid,
    started: processStart(process.pid) ?? "",
    host: hostname(),
    token: randomUUID(),
  };
  for (let tries = 0; tries < 10; tries++) {
    if (await placed(lock, own)) return { release: () => releaseLock(lock, own) };
    await removeStale(path, lock);
  }
  throw new UserError(`${lock} cannot be taken`, { hint: "remove the file if no run is using it" });
}

/** Links a finished file into place: nobody ever reads a lock that is half written. */
async function placed(lock: string, own: Holder): Promise<boolean> {
  const draft = `${lock}.${own.token}`;
  try {
    await writeFile(draft, JSON.stringify(own));
    await link(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cannotWrite(lock, error);
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeStale(path: string, lock: string): Promise<void> {
  const holder = await readHolder(lock);
  if (holder === undefined) return;
  if (holder.host !== hostname() || processStart(holder.pid) === holder.started) {
    const where = holder.host === hostname() ? `process ${holder.pid}` : `process ${holder.pid} on ${holder.host}`;
    throw new UserError(`${path} is being written by another run (${where})`, {
      hint: `wait for it, or give another --out; if that run is gone, remove ${lock}`,
    });
  }
  // Renamed before it is removed: of two who find the same stale lock only one gets it.
  const aside = `${lock}.${randomUUID()}`;
  await rename(lock, aside).catch(() => {});
  if ((await readHolder(aside))?.token !== holder.token) await link(aside, lock).catch(() => {});
  await rm(aside, { force: true });
}

async function readHolder(lock: string): Promise<Holder | undefined> {
  const text = await readFile(lock, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(`${lock} is no lock of this program`, { hint: "remove it", cause });
  }
}

async function releaseLock(lock: string, own: Holder): Promise<void> {
  const holder = await readHolder(lock);
  if (holder?.token === own.token) await rm(lock, { force: true });
}

function cannotWrite(path: string, cause: unknown): UserError {
  return new UserError(`${path} cannot be written (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`, {
    hint: "give another --out",
    cause,
  });
}
