/** A hub id or an alias → the model's files on this machine. */
import { didYouMean } from "../../lib/did_you_mean.ts";
import { UserError } from "../../lib/errors.ts";
import { modelFolders } from "../../lib/paths.ts";
import type { ModelOptions } from "../backend.ts";
import { chooseDtype, dtypesOf, isWeightsOf } from "../local/dtypes.ts";
import type { LocalModel } from "../local/local_model.ts";
import { INDEX, safetensorsOf } from "../weights/safetensors_file.ts";
import { aliasNames, repositoryOf, weightCandidates } from "./aliases.ts";
import { lookUp, type ModelHub, modelHub, type Repository, snapshotFolder } from "./repository.ts";
import { fetchFiles } from "./snapshot.ts";

/** Files beside the weights that decide what the model reads and writes; not every model has each. */
const SMALL_FILES = [
  "config.json",
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "chat_template.jinja",
];

/**
 * Finds the repository that has the ONNX weights, else one with safetensors, and what one dtype of it needs.
 * @throws UserError in one line: not a name, no such repository, no ONNX weights, no such dtype, no network
 */
export async function findOnHub(name: string, options: ModelOptions) {
  const id = repositoryOf(name);
  if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/.test(id)) throw new UserError(`no such folder, and not a hub id: ${name}`);
  const { report, signal } = options;
  const hub = modelHub(modelFolders(options.cacheDir), { report, ...(signal && { signal }), ...options.transfer });
  const repo = await findWeights(hub, id, options);
  const wanted = weightsOf(repo, options);
  return { hub, repo, files: repo.files.filter(({ path }) => SMALL_FILES.includes(path) || wanted(path)) };
}

/**
 * Finds a model, and downloads what it needs.
 * @throws UserError as `findOnHub` does
 */
export async function hubModel(name: string, options: ModelOptions): Promise<LocalModel> {
  const { hub, repo, files } = await findOnHub(name, options);
  await fetchFiles(hub, repo, files);
  const origin = { id: repo.id, revision: repo.commit };
  return { folder: snapshotFolder(hub, repo), files: files.map(({ path }) => path), name: repo.id, origin };
}

/** The graph of one dtype, or where there is no graph the weights that one is written from. */
function weightsOf(repo: Repository, options: ModelOptions): (path: string) => boolean {
  const stored = safetensorsOf(paths(repo));
  if (dtypesOf(paths(repo)).length === 0 && stored.length > 0) return (path) => stored.includes(path) || path === INDEX;
  const dtype = chooseDtype(repo.id, paths(repo), options.dtype);
  return (path) => isWeightsOf(path, dtype);
}

function paths(repo: Repository): string[] {
  return repo.files.map((file) => file.path);
}

/** The first candidate that has weights; a revision belongs to the repository that was named. */
async function findWeights(hub: ModelHub, id: string, options: ModelOptions): Promise<Repository> {
  const { revision = "main", report } = options;
  const candidates = options.revision === undefined ? weightCandidates(id) : [id];
  let named: Repository | undefined;
  for (const candidate of candidates) {
    const repo = await lookUp(hub, candidate, revision).catch((error: unknown) => {
      // Weights that are there already need no network to ask for others.
      if (named === undefined || safetensorsOf(paths(named)).length === 0) throw error;
      return undefined;
    });
    if (repo === undefined) continue;
    named ??= repo;
    if (dtypesOf(paths(repo)).length === 0) continue;
    if (candidate !== id) report(`${id} has no ONNX weights; taking those of ${candidate}`);
    return repo;
  }
  if (named !== undefined) return named;
  const meant = didYouMean(id, aliasNames());
  const hint = `${meant === undefined ? "" : `${meant} Else `}check the name, set HF_TOKEN if it is private, or use an alias: ${aliasNames().join(", ")}`;
  throw new UserError(`${hub.endpoint} has no model ${id}${options.revision ? ` at ${revision}` : ""}`, { hint });
}
