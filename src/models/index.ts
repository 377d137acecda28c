/** From the text of `--model` to a chat model. Each backend is loaded only when it is asked for. */
import { existsSync } from "node:fs";
import type { ChatModel } from "../core/index.ts";
import { usageError } from "../lib/errors.ts";
import { openSearch, splitSearch } from "../search/model.ts";
import type { ModelOptions, OpenBackend } from "./backend.ts";

export { DECODINGS, DEVICES, type Decoding, type Device, type ModelOptions } from "./backend.ts";

interface Backend {
  /** How it is written on the command line. */
  readonly usage: string;
  readonly open: OpenBackend;
  /** A server, which may be another than the maker's. */
  readonly takesBaseUrl?: boolean;
}

/** Prefix → backend. What has no prefix is a Hugging Face id, an alias or a local folder: see `openUnprefixed`. */
const BACKENDS: Readonly<Record<string, Backend>> = {
  replay: {
    usage: "replay:FILE",
    open: async (file, options) => (await import("./replay.ts")).openReplay(file, options),
  },
  scripted: {
    usage: "scripted:FILE",
    open: async (file, options) => (await import("./scripted.ts")).openScripted(file, options),
  },
  openai: {
    usage: "openai:NAME",
    open: async (name, options) => (await import("./api/openai.ts")).openOpenAI(name, options),
    takesBaseUrl: true,
  },
  anthropic: {
    usage: "anthropic:NAME",
    open: async (name, options) => (await import("./api/anthropic.ts")).openAnthropic(name, options),
    takesBaseUrl: true,
  },
  module: {
    usage: "module:FILE",
    open: async (file, options) => (await import("./module.ts")).openModule(file, options),
  },
  builtin: {
    usage: "builtin:copy",
    open: async (name, options) => (await import("./local/builtin.ts")).openBuiltin(name, options),
  },
};

const openUnprefixed: OpenBackend = async (name, options) =>
  (await import("./local/transformers.ts")).openTransformers(name, options);

/**
 * Opens the model that `options.model` names. Dispose of it when done: a local model owns a thread.
 * @throws UserError where the name, the file, the dtype or the device is wrong, or the network is needed and absent.
 */
export async function openModel(options: ModelOptions): Promise<ChatModel> {
  const search = splitSearch(options.model);
  if (search !== undefined) return openSearch(search, options, openModel);
  const [prefix, rest] = prefixed(options);
  if (prefix === undefined) return openUnprefixed(rest, options);
  const backend = BACKENDS[prefix];
  if (backend === undefined) throw usageError(`unknown model ${JSON.stringify(options.model)}`, modelForms());
  if (rest === "") throw usageError(`--model ${prefix}: says no more; write ${backend.usage}`);
  if (options.baseUrl !== undefined && !backend.takesBaseUrl)
    throw usageError("--base-url is for models behind an API", `use openai:NAME or anthropic:NAME, not ${prefix}:`);
  return backend.open(rest, options);
}

/** Names that say by themselves whose they are. */
const BARE_NAMES: readonly [RegExp, string][] = [
  [/^(gpt|o1|o3|o4)\b[^/]*$/, "openai"],
  [/^claude\b[^/]*$/, "anthropic"],
];

/** With a server of one's own, what is no backend's prefix belongs to the name: "qwen2.5-coder:7b". */
function prefixed({ model, baseUrl }: ModelOptions): [string | undefined, string] {
  const [prefix, rest] = splitModel(model);
  if (prefix !== undefined && prefix in BACKENDS) return [prefix, rest];
  if (baseUrl !== undefined) return ["openai", model];
  const maker = prefix === undefined && !existsSync(model) && BARE_NAMES.find(([names]) => names.test(model))?.[1];
  return maker ? [maker, model] : [prefix, rest];
}

/** `[prefix, rest]`; the prefix is undefined for a hub id or a folder (which may have a colon in its name). */
function splitModel(model: string): [string | undefined, string] {
  const colon = model.indexOf(":");
  if (colon <= 0 || /[/\\.]/.test(model.slice(0, colon)) || existsSync(model)) return [undefined, model];
  return [model.slice(0, colon), model.slice(colon + 1)];
}

function modelForms(): string {
  const forms = Object.values(BACKENDS).map((backend) => backend.usage);
  return `use a Hugging Face id, a folder, search, or one of ${forms.join(", ")}`;
}
