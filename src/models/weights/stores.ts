/** Where other programs keep their models on this machine. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { UserError, usageError } from "../../lib/errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Folders that Ollama keeps its models in: the one that is set, the user's, a Linux service's. */
export function ollamaFolders(env: Environment = process.env): string[] {
  const set = env.OLLAMA_MODELS;
  const folders = set ? [set] : [join(homedir(), ".ollama/models"), "/usr/share/ollama/.ollama/models"];
  return folders.filter((folder) => existsSync(join(folder, "manifests")));
}

const manifestSchema = z.looseObject({
  layers: z.array(z.looseObject({ mediaType: z.string(), digest: z.string(), size: z.number().optional() })),
});
const MODEL_LAYER = "application/vnd.ollama.image.model";

export interface StoreEntry {
  /** As it is written behind `--model`: "ollama:qwen2.5-coder:0.5b". */
  readonly name: string;
  readonly file: string;
}

/**
 * The GGUF file of an Ollama model, `NAME[:TAG]`.
 * @throws UserError where there is no such model, or its file is gone
 */
export async function ollamaModel(name: string, env: Environment = process.env): Promise<string> {
  if (!/^\w[\w.-]*(\/\w[\w.-]*)*(:[\w.-]+)?$/.test(name)) throw usageError(`${name} is no name of a model of Ollama`);
  const all = await listOllama(env);
  const wanted = `ollama:${name.includes(":") ? name : `${name}:latest`}`;
  const found = all.find((entry) => entry.name === wanted);
  if (found !== undefined) return found.file;
  const has = all.length === 0 ? "none was found" : `there are ${all.map((entry) => entry.name).join(", ")}`;
  throw new UserError(`Ollama has no model ${wanted.slice(7)} on this machine`, {
    hint: `${has}; try ollama pull ${name}`,
  });
}

/** All models of Ollama's stores whose weights are there. */
export async function listOllama(env: Environment = process.env): Promise<StoreEntry[]> {
  const stores = await Promise.all(ollamaFolders(env).map(ollamaStore));
  return stores.flat();
}

async function ollamaStore(folder: string): Promise<StoreEntry[]> {
  const root = join(folder, "manifests");
  const paths = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const entries = await Promise.all(
    paths.map(async (entry): Promise<StoreEntry[]> => {
      const manifest = join(entry.parentPath, entry.name);
      const file = await weightsOf(manifest, folder);
      const parts = manifest.slice(root.length + 1).split(/[\\/]/);
      const [tag = "", ...name] = [...parts].reverse();
      // registry.ollama.ai/library/NAME/TAG; other registries and users keep their part of the name.
      const path = name.reverse().slice(1);
      const short = path[0] === "library" ? path.slice(1) : path;
      return file === undefined ? [] : [{ name: `ollama:${short.join("/")}:${tag}`, file }];
    }),
  );
  return entries.flat().sort((a, b) => a.name.localeCompare(b.name));
}

async function weightsOf(manifest: string, folder: string): Promise<string | undefined> {
  const text = await readFile(manifest, "utf8").catch(() => "");
  const parsed = manifestSchema.safeParse(parseJson(text));
  const digest = parsed.success && parsed.data.layers.find(({ mediaType }) => mediaType === MODEL_LAYER)?.digest;
  if (!digest || !/^sha256:[0-9a-f]{64}$/.test(digest)) return undefined;
  const file = join(folder, "blobs", digest.replace(":", "-"));
  return existsSync(file) ? file : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lmStudioFolders(env: Environment): string[] {
  const home = env.LMSTUDIO_HOME ? [join(env.LMSTUDIO_HOME, "models")] : [];
  const folders = [...home, join(homedir(), ".lmstudio/models"), join(homedir(), ".cache/lm-studio/models")];
  return folders.filter((folder) => existsSync(folder));
}

/** All models of LM Studio, a file each. */
export async function listLmStudio(env: Environment = process.env): Promise<StoreEntry[]> {
  const found: StoreEntry[] = [];
  for (const folder of lmStudioFolders(env)) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith(".gguf") || /^mmproj/i.test(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      const [publisher, model, ...rest] = file.slice(folder.length + 1).split(/[\\/]/);
      if (rest.length > 0) found.push({ name: `lmstudio:${publisher}/${model}`, file });
    }
  }
  return found.sort((a, b) => a.file.localeCompare(b.file));
}

/**
 * The GGUF file of `PUBLISHER/MODEL`, or of `PUBLISHER/MODEL/FILE.gguf` where there are several.
 * @throws UserError where there is none, or more than one
 */
export async function lmStudioModel(name: string, env: Environment = process.env): Promise<string> {
  const all = await listLmStudio(env);
  const [publisher, model, file] = name.split("/");
  const named = all.filter((entry) => entry.name === `lmstudio:${publisher}/${model}`);
  const files = file === undefined ? named : named.filter((entry) => entry.file.endsWith(`/${file}`));
  const [only, second] = files;
  if (only !== undefined && second === undefined) return only.file;
  const shown = (only === undefined ? all : files).map((entry) => `${entry.name}/${entry.file.split("/").at(-1)}`);
  const what = only === undefined ? "has no model" : "has several files of";
  throw new UserError(`LM Studio ${what} ${name} on this machine`, {
    hint: shown.length === 0 ? "none was found below ~/.lmstudio/models" : `there are ${shown.join(", ")}`,
  });
}
