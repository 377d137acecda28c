/** What a repository of the Hugging Face hub holds at a revision, remembered so that a second start needs no network. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../lib/errors.ts";
import { download, HttpError, type Transfer } from "../../lib/http.ts";
import { type Hub, hubError, hubOf } from "../../lib/hub.ts";
import { recall, remember } from "../../lib/remembered.ts";

/** A hub, and where its files are kept. */
export interface ModelHub extends Hub {
  /** The first is for what is new. */
  readonly folders: readonly [string, ...string[]];
  readonly transfer: Transfer;
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

/** The hub that the environment names, with the folders of this machine that hold models. */
export function modelHub(folders: ModelHub["folders"], transfer: Transfer): ModelHub {
  const hub = hubOf();
  return { ...hub, folders, transfer: { ...transfer, ...(hub.token && { token: hub.token }) } };
}

/** Where a commit's files are kept, in the layout of the repository. */
export function snapshotFolder(hub: ModelHub, repo: Pick<Repository, "id" | "commit">): string {
  return join(repositoryFolder(hub, repo.id), repo.commit);
}

function repositoryFolder({ folders }: ModelHub, id: string): string {
  const all = folders.map((folder) => join(folder, id.replaceAll("/", "--")));
  return all.find((it) => existsSync(it)) ?? join(folders[0], id.replaceAll("/", "--"));
}

/**
 * The files of a repository. A revision that was looked up before stays at its commit: delete its folder, or name
 * another revision, to move on.
 * @returns undefined where the hub has no such repository (or hides it from whoever asks)
 * @throws UserError in one line where the hub cannot be asked
 */
export async function lookUp(hub: ModelHub, id: string, revision: string): Promise<Repository | undefined> {
  const folder = repositoryFolder(hub, id);
  const remembered = join(folder, `revision-${createHash("sha256").update(revision).digest("hex").slice(0, 16)}.json`);
  const known = await recall(remembered, repository);
  if (known !== undefined) return known;
  const url = `${hub.endpoint}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const body = await download(new URL(url), hub.transfer).catch((error: unknown) => {
    if (error instanceof HttpError && (error.status === 404 || error.status === 401)) return undefined;
    throw modelError(`look up ${id}`, hub, error);
  });
  if (body === undefined) return undefined;
  const found = parseInfo(body, id, url);
  await remember(remembered, found);
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

/** A failure of the hub as one line, with what to try for a model. */
export function modelError(action: string, hub: Hub, error: unknown): unknown {
  return hubError(action, hub, error, {
    offline: "check the network and HF_ENDPOINT, or give a folder that holds the model: --model ./folder",
    missing: "check the name and --revision",
  });
}
