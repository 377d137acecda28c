/** `module:FILE` (`--model-module FILE`): a LangChain chat model of the user's own. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { ChatModel, RepairCallOptions } from "../core/index.ts";
import { messageOf, UserError } from "../lib/errors.ts";
import type { ModelOptions } from "./backend.ts";
import { answeringChat, fromMessage } from "./chat.ts";
import { invoke } from "./native_tools.ts";

const HINT = "export a LangChain chat model, or a function that makes one, as `default` or `model`";

/**
 * Imports a TypeScript or JavaScript file and takes the chat model that it exports. A function is called with the
 * sampling settings and may return a promise. What the model does about retries and limits is its own affair.
 *
 * @throws UserError where the file cannot be imported or exports no chat model
 */
export async function openModule(path: string, options: ModelOptions): Promise<ChatModel> {
  const bytes = await moduleBytes(path);
  options.signal?.throwIfAborted();
  const chat = await unlessAborted(exportedChat(path, options), options.signal);
  return {
    name: options.model,
    identity: { backend: "module", sha256: createHash("sha256").update(bytes).digest("hex") },
    dtype: "",
    concurrency: options.requests ?? 1,
    ...(chat.bindTools !== undefined && { callsTools: true }),
    chat: answeringChat(async (messages, { useTools, ...call }) =>
      fromMessage(await invoke(chat, messages, useTools, call)),
    ),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** @throws UserError where there is no such file */
export async function moduleBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(`${path}: ${cause.code === "ENOENT" ? "no such file" : `cannot be read (${cause.code})`}`, {
      cause,
    });
  });
}

/** Nothing ends the user's code, but nobody has to wait for it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}

async function exportedChat(path: string, options: ModelOptions): Promise<BaseChatModel<RepairCallOptions>> {
  try {
    const module: Record<string, unknown> = await imported(pathToFileURL(resolve(path)).href);
    const exported = module.default ?? module.model;
    const chat = typeof exported === "function" ? await exported(options.sampling) : exported;
    if (isChatModel(chat)) return chat;
  } catch (cause) {
    throw new UserError(`${path} cannot be loaded (${messageOf(cause)})`, { hint: HINT, cause });
  }
  throw new UserError(`${path} exports no chat model`, { hint: HINT });
}

/** From its build the program has no loader for TypeScript; Node reads some of it by itself from 22.18 on, and a clone has tsx. */
async function imported(url: string): Promise<Record<string, unknown>> {
  try {
    return await import(url);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_UNKNOWN_FILE_EXTENSION") throw error;
    const { tsImport } = await import("tsx/esm/api").catch(() => {
      throw new Error("this Node reads no TypeScript: give JavaScript, or use Node 22.18 or newer", { cause: error });
    });
    const module = await tsImport(url, import.meta.url);
    // Outside of a package that says "module", what a file exports is one level further in.
    return "default" in Object(module.default) ? module.default : module;
  }
}

/** Not `instanceof`: the file may have a copy of the library of its own. */
function isChatModel(value: unknown): value is BaseChatModel<RepairCallOptions> {
  if (typeof value !== "object" || value === null) return false;
  return "invoke" in value && typeof value.invoke === "function" && "_generate" in value;
}
