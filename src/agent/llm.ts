/** From the text of `--model` to a chat model. Each backend is loaded only when it is asked for. */
import { existsSync } from "node:fs";
import { usageError } from "../errors.ts";
import type { ChatModel } from "../types.ts";
import type { ModelOptions, OpenBackend } from "./models/backend.ts";

export { DEVICES, type Decoding, type Device, type ModelOptions } from "./models/backend.ts";

interface Backend {
  /** How it is written on the command line. */
  readonly usage: string;
  readonly open: OpenBackend;
}

/** Prefix → backend. What has no prefix is a Hugging Face id, an alias or a local folder: see `openUnprefixed`. */
const BACKENDS: Readonly<Record<string, Backend>> = {
  replay: {
    usage: "replay:FILE",
    open: async (file, options) => (await import("./models/replay.ts")).openReplay(file, options),
  },
  scripted: {
    usage: "scripted:FILE",
    open: async (file, options) => (await import("./models/scripted.ts")).openScripted(file, options),
  },
  builtin: {
    usage: "builtin:copy",
    open: async (name, options) => (await import("./models/builtin.ts")).openBuiltin(name, options),
  },
};

const openUnprefixed: OpenBackend = async (name, options) =>
  (await import("./models/transformers.ts")).openTransformers(name, options);

/**
 * Opens the model that `options.model` names. Dispose of it when done: a local model owns a thread.
 * @throws UserError where the name, the file, the dtype or the device is wrong, or the network is needed and absent.
 */
export async function openModel(options: ModelOptions): Promise<ChatModel> {
  const [prefix, rest] = splitModel(options.model);
  if (prefix === undefined) return openUnprefixed(rest, options);
  const backend = BACKENDS[prefix];
  if (backend === undefined) throw usageError(`unknown model ${JSON.stringify(options.model)}`, modelForms());
  if (rest === "") throw usageError(`--model ${prefix}: says no more; write ${backend.usage}`);
  return backend.open(rest, options);
}

/** `[prefix, rest]`; the prefix is undefined for a hub id or a folder (which may have a colon in its name). */
function splitModel(model: string): [string | undefined, string] {
  const colon = model.indexOf(":");
  if (colon <= 0 || /[/\\.]/.test(model.slice(0, colon)) || existsSync(model)) return [undefined, model];
  return [model.slice(0, colon), model.slice(colon + 1)];
}

function modelForms(): string {
  const forms = Object.values(BACKENDS).map((backend) => backend.usage);
  return `use a Hugging Face id, a folder, or one of ${forms.join(", ")}`;
}
