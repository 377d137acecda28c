/** `--model` as a GGUF file or a folder of safetensors: written as a graph once, then opened like any local model. */
import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { UserError, usageError } from "../../lib/errors.ts";
import { modelFolders } from "../../lib/paths.ts";
import type { ModelOptions } from "../backend.ts";
import { cutsOffByteProducts } from "../graph/byte_products.ts";
import { FORMATS, type FormatName } from "../graph/formats.ts";
import { filesFingerprint } from "../local/fingerprint.ts";
import type { LocalModel } from "../local/local_model.ts";
import { CONVERSION_VERSION, convertedModel } from "./convert.ts";
import { readGguf } from "./gguf_file.ts";
import { readSafetensors, safetensorsOf } from "./safetensors_file.ts";
import { smallFilesOfFolder, smallFilesOfGguf } from "./small_files.ts";
import { DEFAULT_FORMAT } from "./written_size.ts";

/** One form for all: it is part of what a model answers, to the last bit. */
const ATTENTION = "grouped";

/**
 * Sees that a GGUF file is there; reads nothing of it.
 *
 * @returns its path
 * @throws UserError in one line where it is not, or can never be written in the format that is asked for
 */
export async function findGguf(file: string, { dtype }: Pick<ModelOptions, "dtype">): Promise<string> {
  const path = resolve(file);
  await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(`${file}: ${cause.code === "ENOENT" ? "no such file" : String(cause.code)}`, {
      exitCode: 2,
      cause,
    });
  });
  formatOf(dtype);
  return path;
}

/** @throws UserError in one line where the file cannot be used */
export async function ggufModel(file: string, options: ModelOptions): Promise<LocalModel> {
  const path = await findGguf(file, options);
  const format = formatOf(options.dtype);
  const model = await readGguf(path);
  return written(options, {
    ...{ model, format, small: smallFilesOfGguf(model, file) },
    source: await filesFingerprint(dirname(path), [basename(path)], modelFolders(options.cacheDir)[0], {
      names: false,
    }),
  });
}

/** @throws UserError in one line where its weights cannot be used */
export async function safetensorsModel(local: LocalModel, options: ModelOptions): Promise<LocalModel> {
  const { folder, files, origin } = local;
  const format = formatOf(options.dtype);
  const model = await readSafetensors(folder, files);
  const decisive = files
    .filter((name) => /^(config|generation_config|tokenizer|tokenizer_config)\.json$|^chat_template\.jinja$/.test(name))
    .concat(safetensorsOf(files));
  return written(options, {
    ...{ model, format, origin, small: await smallFilesOfFolder(model, folder, files) },
    source: await filesFingerprint(folder, decisive.sort(), modelFolders(options.cacheDir)[0]),
  });
}

/** @throws UserError for a format that nothing is written in */
export function formatOf(dtype: string | undefined): FormatName {
  if (dtype === undefined || dtype === "auto") return DEFAULT_FORMAT;
  if (dtype in FORMATS) return dtype as FormatName;
  throw usageError(
    `--dtype ${dtype} is not for models that are written here`,
    `use ${Object.keys(FORMATS).join(", ")}`,
  );
}

interface Source {
  readonly model: Awaited<ReturnType<typeof readSafetensors>>;
  readonly format: FormatName;
  readonly small: Awaited<ReturnType<typeof smallFilesOfFolder>>;
  /** SHA-256 over it. */
  readonly source: string;
  readonly origin?: LocalModel["origin"];
}

async function written(
  options: ModelOptions,
  { model, format, small, source, origin = {} }: Source,
): Promise<LocalModel> {
  const { model: name, report, signal, batch = 1 } = options;
  const unsigned = format === "w8a8" && (await cutsOffByteProducts());
  const folder = await convertedModel({
    ...{ model, name, format, small, report, sourceHash: source, attention: ATTENTION },
    cacheDir: modelFolders(options.cacheDir)[0],
    ...(signal && { signal }),
    ...(batch > 1 && { slots: batch }),
    ...(unsigned && { unsigned }),
  });
  const files = [...small.keys(), "onnx/model.onnx", "onnx/model.onnx_data"].sort();
  // What was written depends on the source and on how it is written alone, on every machine.
  const identity = { source, written: `v${CONVERSION_VERSION}`, attention: ATTENTION };
  return { folder, files, name, origin, written: { dtype: format, identity } };
}
