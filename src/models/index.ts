/** From a ModelSpec to a chat model. Each backend is loaded only when it is asked for. */
import type { ChatModel } from "../core/index.ts";
import type { ModelOptions } from "./backend.ts";
import type { ChatSpec } from "./model_spec.ts";

export type { Decoding, Device, ModelOptions } from "./backend.ts";
export {
  type ChatSpec,
  DEFAULT_MODEL,
  type ModelCompanions,
  type ModelSpec,
  parseModel,
  type SearchSpec,
} from "./model_spec.ts";

/** How a model is opened, besides which one it is. */
export type OpenOptions = Omit<ModelOptions, "model" | "baseUrl">;

type Openers = {
  readonly [K in ChatSpec["kind"]]: (spec: Extract<ChatSpec, { kind: K }>, options: ModelOptions) => Promise<ChatModel>;
};

const OPENERS: Openers = {
  local: async ({ name }, options) => (await import("./local/transformers.ts")).openTransformers(name, options),
  gguf: async ({ file }, options) => (await import("./local/transformers.ts")).openGguf(file, options),
  ollama: async ({ name }, options) => {
    const { ollamaModel } = await import("./weights/stores.ts");
    return (await import("./local/transformers.ts")).openGguf(await ollamaModel(name), options);
  },
  lmstudio: async ({ name }, options) => {
    const { lmStudioModel } = await import("./weights/stores.ts");
    return (await import("./local/transformers.ts")).openGguf(await lmStudioModel(name), options);
  },
  builtin: async ({ name }, options) => (await import("./local/builtin.ts")).openBuiltin(name, options),
  replay: async ({ file }, options) => (await import("./replay.ts")).openReplay(file, options),
  scripted: async ({ file }, options) => (await import("./scripted.ts")).openScripted(file, options),
  module: async ({ file }, options) => (await import("./module.ts")).openModule(file, options),
  openai: async ({ name }, options) => (await import("./api/openai.ts")).openOpenAI(name, options),
  anthropic: async ({ name }, options) => (await import("./api/anthropic.ts")).openAnthropic(name, options),
};

/**
 * Opens a model that answers in words. Dispose of it when done: a local model owns a process.
 * @throws UserError where the name, the file, the dtype or the device is wrong, or the network is needed and absent.
 */
export async function openChatModel(spec: ChatSpec, options: OpenOptions): Promise<ChatModel> {
  const baseUrl = "baseUrl" in spec ? spec.baseUrl : undefined;
  const open = OPENERS[spec.kind] as (spec: ChatSpec, options: ModelOptions) => Promise<ChatModel>;
  return open(spec, { ...options, model: spec.text, ...(baseUrl !== undefined && { baseUrl }) });
}
