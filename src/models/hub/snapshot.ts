/** Files of a repository → a folder on this machine, each one whole or not there. */
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../lib/errors.ts";
import { fileExists, sha256OfFile } from "../../lib/files.ts";
import { HttpError, request, retrying } from "../../lib/http.ts";
import { fileUrl } from "../../lib/hub.ts";
import { type ModelHub, modelError, type Repository, type RepositoryFile, snapshotFolder } from "./repository.ts";

/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 2_000;

/**
 * Downloads those of the files that are not there yet. A download that broke off goes on where it ended, also in a
 * later run; sizes and hashes are checked where the hub tells them.
 * @returns the folder
 * @throws UserError in one line
 */
export async function fetchFiles(hub: ModelHub, repo: Repository, files: readonly RepositoryFile[]): Promise<string> {
  const folder = snapshotFolder(hub, repo);
  for (const file of files) {
    const target = join(folder, file.path);
    if (await fileExists(target)) continue;
    const url = fileUrl(hub, repo.id, repo.commit, file.path);
    try {
      await fetchFile(hub, url, file, target);
    } catch (error) {
      throw modelError(`download ${file.path} of ${repo.id}`, hub, error);
    }
  }
  return folder;
}

async function fetchFile(hub: ModelHub, url: URL, file: RepositoryFile, target: string): Promise<void> {
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  await retrying(() => continuePart(hub, url, file, part), hub.transfer);
  await verify(file, part);
  await rename(part, target);
}

/** Asks for what is missing of the part; a server that sends the whole file again is obeyed. */
async function continuePart(hub: ModelHub, url: URL, file: RepositoryFile, part: string): Promise<void> {
  const have = await stat(part).then(
    (found) => found.size,
    () => 0,
  );
  if (file.size !== undefined && have === file.size) return;
  const headers: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
  const answered = request(url, hub.transfer, { headers }, async (response, onBytes) => {
    const resumed = response.status === 206;
    const out = await open(part, resumed ? "a" : "w");
    const tell = progress(hub, file, resumed ? have : 0);
    try {
      for await (const chunk of response.body ?? []) {
        onBytes();
        await out.write(chunk);
        tell(chunk.byteLength);
      }
      await out.sync();
    } finally {
      await out.close();
    }
  });
  await answered.catch((error: unknown) => begunAnew(error, part));
  await checkSize(file, part);
}

/** What lies there is no part of the file, where the server says that there is nothing behind it. */
async function begunAnew(error: unknown, part: string): Promise<never> {
  if (!(error instanceof HttpError) || error.status !== 416) throw error;
  await rm(part, { force: true });
  throw new HttpError(error.message, { status: 416, retry: true, cause: error });
}

/** An answer that ended early is worth another try, which goes on from there. */
async function checkSize(file: RepositoryFile, part: string): Promise<void> {
  const { size } = await stat(part);
  if (file.size === undefined || size === file.size) return;
  if (size > file.size) await rm(part);
  throw new HttpError(`${file.path}: got ${size} of ${file.size} bytes`, { retry: true });
}

function progress(hub: ModelHub, file: RepositoryFile, start: number): (bytes: number) => void {
  let done = start;
  let told = Date.now();
  return (bytes) => {
    done += bytes;
    if (Date.now() - told < PROGRESS_MS && done !== file.size) return;
    told = Date.now();
    const of = file.size === undefined ? "" : ` of ${megabytes(file.size)}`;
    hub.transfer.report(`downloading ${file.path}: ${megabytes(done)}${of}`);
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

async function verify(file: RepositoryFile, part: string): Promise<void> {
  if (file.sha256 === undefined) return;
  if ((await sha256OfFile(part)) === file.sha256) return;
  await rm(part);
  throw new UserError(`${file.path} arrived damaged: its SHA-256 is not the hub's`, { hint: "try again" });
}
