/** `builtin:NAME`: models that this project makes itself, so that the whole path runs with no download. */

import type { ChatModel } from "../../core/index.ts";
import { modelFolders } from "../../lib/paths.ts";
import type { ModelOptions } from "../backend.ts";
import { cachedModel, copyModelFiles } from "../graph/model_files.ts";
import { openLocal } from "./transformers.ts";

const COPY_IS_NO_RESULT = "built-in stand-in that copies the buggy function; its numbers are no result";

/** Builds the model into the cache where it is missing, and opens it like any other folder. */
export async function openBuiltin(name: "copy", options: ModelOptions): Promise<ChatModel> {
  const files = copyModelFiles();
  const folder = await cachedModel(modelFolders(options.cacheDir)[0], `builtin-${name}`, files);
  const local = { folder, files: [...files.keys()], name: options.model, origin: {}, standIn: COPY_IS_NO_RESULT };
  return openLocal(local, options);
}
