/** A model that is opened when it is asked for. */
import type { ChatModel } from "../core/index.ts";
import { UnusableError, UserError } from "../lib/errors.ts";
import type { ModelOptions } from "./backend.ts";
import { type OpenOptions, openChatModel } from "./index.ts";
import type { ChatSpec } from "./model_spec.ts";

export interface LateModel extends AsyncDisposable {
  /**
   * The model, opened by the first call.
   *
   * @throws UnusableError where it turned out that it cannot be opened
   */
  opened(): Promise<ChatModel>;
}

type Kind = "local" | "gguf" | "ollama" | "lmstudio" | "builtin" | "module";
/** Of a kind that takes a while to open; the others are there at once. */
export type LateSpec = Extract<ChatSpec, { kind: Kind }>;

type Finders = {
  readonly [K in Kind]: (spec: Extract<ChatSpec, { kind: K }>, options: ModelOptions) => Promise<unknown>;
};

/** Whether there is such a model at all is seen before anything of it is read. */
const FINDERS: Finders = {
  local: async ({ name }, options) => (await import("./local/transformers.ts")).findTransformers(name, options),
  gguf: ({ file }, options) => findGguf(file, options),
  ollama: async ({ name }, options) => findGguf(await (await import("./weights/stores.ts")).ollamaModel(name), options),
  lmstudio: async ({ name }, options) =>
    findGguf(await (await import("./weights/stores.ts")).lmStudioModel(name), options),
  builtin: async () => {},
  module: async ({ file }) => (await import("./module.ts")).moduleBytes(file),
};

async function findGguf(file: string, options: ModelOptions): Promise<unknown> {
  return (await import("./weights/open_stored.ts")).findGguf(file, options);
}

export function opensLate(spec: ChatSpec): spec is LateSpec {
  return Object.hasOwn(FINDERS, spec.kind);
}

/**
 * Sees that there is such a model, and opens it when it is asked for. Disposing of it ends an opening that has begun.
 *
 * @throws UserError where there is none
 */
export async function openLate(spec: LateSpec, options: OpenOptions): Promise<LateModel> {
  const find = FINDERS[spec.kind] as (spec: LateSpec, options: ModelOptions) => Promise<unknown>;
  await find(spec, { ...options, model: spec.text });
  const stop = new AbortController();
  let opening: Promise<ChatModel> | undefined;
  const open = (): Promise<ChatModel> => {
    options.report(`opening ${spec.text}`);
    return openChatModel(spec, { ...options, signal: stop.signal });
  };
  return {
    opened: async () => {
      opening ??= open();
      return opening.catch((error: unknown) => Promise.reject(unusable(error)));
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      const model = await opening?.catch(() => undefined);
      await model?.[Symbol.asyncDispose]();
    },
  };
}

function unusable(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const { message, hint } = error;
  return new UnusableError(message, { ...(hint !== undefined && { hint }), cause: error });
}
