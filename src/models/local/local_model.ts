/** A model in a folder of this machine. */
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../../lib/errors.ts";

/** A model whose files are on this machine. */
export interface LocalModel {
  /** Absolute. */
  readonly folder: string;
  /** Paths inside the folder. */
  readonly files: readonly string[];
  /** What the user called it. */
  readonly name: string;
  /** Where it came from, for the identity: `{ id, revision }`; empty for a folder. */
  readonly origin: Readonly<Record<string, string>>;
  readonly standIn?: string;
  /** Where this program wrote the graph: its number format, and what takes the place of its files' hashes. */
  readonly written?: { readonly dtype: string; readonly identity: Readonly<Record<string, string>> };
}

/** The model in a folder; undefined where there is no such folder. */
export async function localModel(name: string): Promise<LocalModel | undefined> {
  const folder = resolve(name);
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return undefined;
  if (!found.isDirectory()) throw new UserError(`${name} is a file; a model is a folder with config.json and onnx/`);
  const weights = await readdir(join(folder, "onnx")).catch(() => []);
  const files = [...(await readdir(folder)), ...weights.map((file) => `onnx/${file}`)].sort();
  for (const needed of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
    if (!files.includes(needed)) throw new UserError(`${name} is not a model's folder: it has no ${needed}`);
  }
  return { folder, files, name, origin: {} };
}
