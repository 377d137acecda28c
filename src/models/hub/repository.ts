/** What a repository of the Hugging Face hub holds at a revision, remembered so that a second start needs no network. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { DownloadError, type DownloadOptions, download } from "../../lib/download.ts";
import { UserError } from "../../lib/errors.ts";

const DEFAULT_ENDPOINT = "https://huggingface.co";

/** Where the hub is, and where its files are kept. */
export interface Hub {
  readonly endpoint: string;
  readonly token?: string;
  readonly cacheDir: string;
  readonly transfer: DownloadOptions;
}

/** The part of the hub's model information that is used; `blobs=true` adds sizes and hashes. */
const modelInfo = z.object({
  sha: z.string().regex(/^[0-9a-f]{7,64}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().optional(),
      lfs: z.object({ sha256: z.string(), size: z.number() }).nullish(),
    }),
  ),
});

const repository = z.object({
  id: z.string(),
  commit: z.string(),
  files: z.array(z.object({ path: z.string(), size: z.number().optional(), sha256: z.string().optional() })),
});
export type Repository = z.infer<typeof repository>;
export type RepositoryFile = Repository["files"][number];

/** The hub that the environment names: `HF_ENDPOINT`, `HF_TOKEN`. */
export function hubOf(cacheDir: string, transfer: DownloadOptions, env: NodeJS.ProcessEnv = process.env): Hub {
  const endpoint = (env.HF_ENDPOINT?.trim() || DEFAULT_ENDPOINT).replace(/\/+$/, "");
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) {
    throw new UserError(`HF_ENDPOINT is not a web address: ${endpoint}`, {
      hint: `the default is ${DEFAULT_ENDPOINT}`,
    });
  }
  const token = env.HF_TOKEN?.trim();
  return { endpoint, ...(token && { token }), cacheDir, transfer: { ...transfer, ...(token && { token }) } };
}

/** Where a commit's files are kept, in the layout of the repository. */
export function snapshotFolder(hub: Hub, repo: Pick<Repository, "id" | "commit">): string {
  return join(hub.cacheDir, repo.id.replaceAll("/", "--"), repo.commit);
}

/**
 * The files of a repository. A revision that was looked up before stays at its commit: delete its folder, or name
 * another revision, to move on.
 * @returns undefined where the hub has no such repository (or hides it from whoever asks)
 * @throws UserError in one line where the hub cannot be asked
 */
export async function lookUp(hub: Hub, id: string, revision: string): Promise<Repository | undefined> {
  const folder = join(hub.cacheDir, id.replaceAll("/", "--"));
  const remembered = join(folder, `revision-${createHash("sha256").update(revision).digest("hex").slice(0, 16)}.json`);
  const known = await readRemembered(remembered);
  if (known !== undefined) return known;
  const url = `${hub.endpoint}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const body = await download(new URL(url), hub.transfer).catch((error: unknown) => {
    if (error instanceof DownloadError && (error.status === 404 || error.status === 401)) return undefined;
    throw hubError(`look up ${id}`, hub, error);
  });
  if (body === undefined) return undefined;
  const found = parseInfo(body, id, url);
  await mkdir(dirname(remembered), { recursive: true });
  const temporary = `${remembered}.${randomUUID()}`;
  await writeFile(temporary, JSON.stringify(found, null, 1));
  await rename(temporary, remembered);
  return found;
}

function parseInfo(body: Buffer, id: string, url: string): Repository {
  let json: unknown;
  try {
    json = JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new UserError(`${url} did not answer as a hub does`, { hint: "check HF_ENDPOINT", cause });
  }
  const info = modelInfo.safeParse(json);
  if (!info.success) throw new UserError(`${url} did not answer as a hub does`, { hint: "check HF_ENDPOINT" });
  const files = info.data.siblings.map(({ rfilename: path, size, lfs }) => ({
    path,
    size: lfs?.size ?? size,
    sha256: lfs?.sha256,
  }));
  return { id, commit: info.data.sha, files };
}

async function readRemembered(path: string): Promise<Repository | undefined> {
  try {
    return repository.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // Missing or torn: it is asked for again.
    return undefined;
  }
}

/** A failure of the hub as one line, with what to try. */
export function hubError(action: string, hub: Hub, error: unknown): unknown {
  if (!(error instanceof DownloadError)) return error;
  const hints: Readonly<Record<number, string>> = {
    401: hub.token ? "check HF_TOKEN, or unset it" : "set HF_TOKEN to a token of yours",
    403: "accept the model's terms on its page, and set HF_TOKEN",
    404: "check the name and --revision",
    429: "the hub asks for a pause: try again later, or set HF_TOKEN",
  };
  const offline = "check the network and HF_ENDPOINT, or give a folder that holds the model: --model ./folder";
  const hint = error.status === undefined ? offline : (hints[error.status] ?? "try again later");
  return new UserError(`cannot ${action} at ${hub.endpoint}: ${error.message}`, { hint, cause: error });
}
