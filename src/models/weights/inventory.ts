/** The models that are on this machine already: downloaded ones, Ollama's, LM Studio's, and those in folders that are named. */
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { z } from "zod";
import { messageOf } from "../../lib/errors.ts";
import { modelFolders } from "../../lib/paths.ts";
import { dtypesOf } from "../local/dtypes.ts";
import type { ModelSpec } from "../model_spec.ts";
import { readGguf } from "./gguf_file.ts";
import { readSafetensors, safetensorsOf } from "./safetensors_file.ts";
import type { StoredModel } from "./stored_model.ts";
import { listLmStudio, listOllama, lmStudioModel, ollamaModel, type StoreEntry } from "./stores.ts";
import { DEFAULT_FORMAT, writtenBytes } from "./written_size.ts";

export interface FoundModel {
  /** What to write behind `--model`. */
  readonly name: string;
  /** "GGUF", "safetensors" or "ONNX". */
  readonly format: "GGUF" | "safetensors" | "ONNX";
  /** Empty where it is not told. */
  readonly architecture: string;
  /** Bytes on the disk. */
  readonly bytes: number;
  /** Bytes of memory that its process needs, about; undefined where it cannot be run. */
  readonly memory?: number;
  /** Why it cannot be run here; undefined: it can. */
  readonly trouble?: string;
}

/**
 * @param folders to look into as well: for .gguf files and for folders in the hub's layout
 */
export async function listModels(
  folders: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Promise<FoundModel[]> {
  const stores = await Promise.all([listOllama(env), listLmStudio(env), ...folders.map(ggufFilesIn)]);
  const hubs = await Promise.all([
    ...modelFolders(undefined, env).map(snapshotsIn),
    hubCache(env),
    ...folders.map(modelFoldersIn),
  ]);
  const found = await Promise.all([...stores.flat().map(lookAtGguf), ...hubs.flat().map(lookAtFolder)]);
  return found.flat().sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * One model of this machine, as the list has it.
 * @returns undefined for what is not kept in files here: a name of the hub, a server, a model that is made
 */
export async function lookAtModel(spec: ModelSpec): Promise<FoundModel | undefined> {
  if (spec.kind === "gguf") return (await lookAtGguf({ name: spec.text, file: spec.file }))[0];
  if (spec.kind === "ollama") return (await lookAtGguf({ name: spec.text, file: await ollamaModel(spec.name) }))[0];
  if (spec.kind === "lmstudio") return (await lookAtGguf({ name: spec.text, file: await lmStudioModel(spec.name) }))[0];
  if (spec.kind !== "local" || !existsSync(join(spec.name, "config.json"))) return undefined;
  return (await lookAtFolder({ name: spec.text, path: spec.name }))[0];
}

/** Beside the weights: tokenizer, runtime, cache of one conversation, logits. */
const OVERHEAD = 400 * 2 ** 20;

async function lookAtGguf({ name, file }: StoreEntry): Promise<FoundModel[]> {
  const { size } = await stat(file);
  const about = { name, format: "GGUF", bytes: size } as const;
  return [await lookAt(about, () => readGguf(file))];
}

/** A folder in the hub's layout, and what it is called. */
interface Folder {
  readonly name: string;
  readonly path: string;
}

async function lookAtFolder({ name, path }: Folder): Promise<FoundModel[]> {
  const top = await readdir(path);
  const files = [...top, ...(await readdir(join(path, "onnx")).catch(() => [])).map((file) => `onnx/${file}`)];
  const bytes = await sizeOf(path, files);
  if (dtypesOf(files).length > 0) {
    const architecture = await modelType(path);
    return [{ name, format: "ONNX", architecture, bytes, memory: bytes + OVERHEAD }];
  }
  if (safetensorsOf(files).length === 0) return [];
  return [await lookAt({ name, format: "safetensors", bytes }, () => readSafetensors(path, files))];
}

async function lookAt(
  about: Pick<FoundModel, "name" | "format" | "bytes">,
  read: () => Promise<StoredModel>,
): Promise<FoundModel> {
  try {
    const model = await read();
    return { ...about, architecture: model.architecture, memory: writtenBytes(model, DEFAULT_FORMAT) + OVERHEAD };
  } catch (error) {
    const trouble = messageOf(error);
    return { ...about, architecture: /architecture (\w+)/.exec(trouble)?.[1] ?? "", trouble };
  }
}

async function sizeOf(folder: string, files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const typed = z.looseObject({ model_type: z.string() });

async function modelType(folder: string): Promise<string> {
  const text = await readFile(join(folder, "config.json"), "utf8").catch(() => "{}");
  try {
    return typed.parse(JSON.parse(text)).model_type;
  } catch {
    return "";
  }
}

/** This program's own downloads: OWNER--NAME/COMMIT. */
async function snapshotsIn(folder: string): Promise<Folder[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[\w.-]+--[\w.-]+$/.test(name));
  const found = await Promise.all(
    names.map(async (name) =>
      (await readdir(join(folder, name), { withFileTypes: true }))
        .filter((entry) => entry.isDirectory())
        .map((entry): Folder => ({ name: name.replace("--", "/"), path: join(folder, name, entry.name) })),
    ),
  );
  return found.flat();
}

/** What other programs have downloaded: models--OWNER--NAME/snapshots/COMMIT. */
async function hubCache(env: NodeJS.ProcessEnv): Promise<Folder[]> {
  const hub = env.HF_HUB_CACHE || join(env.HF_HOME || join(homedir(), ".cache/huggingface"), "hub");
  const names = (await readdir(hub).catch(() => [])).filter((name) => name.startsWith("models--"));
  const found = await Promise.all(
    names.map(async (name) => {
      const snapshots = join(hub, name, "snapshots");
      return (await readdir(snapshots).catch(() => [])).map((commit) => join(snapshots, commit));
    }),
  );
  return found.flat().map((path) => ({ name: path, path }));
}

async function ggufFilesIn(folder: string): Promise<StoreEntry[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".gguf"))
    .map((entry) => shown(join(entry.parentPath, entry.name)))
    .map((file) => ({ name: file, file }));
}

async function modelFoldersIn(folder: string): Promise<Folder[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const inside = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  return [folder, ...inside]
    .filter((path) => existsSync(join(path, "config.json")))
    .map((path) => ({ name: shown(path), path }));
}

/** As it can be written behind `--model`: a name without a slash would be one of the hub's. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : `./${short}`;
}
