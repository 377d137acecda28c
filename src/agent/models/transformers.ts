/** Transformers.js: a Hugging Face id, an alias or a folder, run by onnxruntime on this machine. */
import { randomInt } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { BaseMessage } from "@langchain/core/messages";
import { UserError } from "../../errors.ts";
import type { ChatModel, RepairCallOptions } from "../../types.ts";
import type { ModelOptions } from "./backend.ts";
import { modelsFolder } from "./cache_folder.ts";
import { type Answer, answeringChat } from "./chat.ts";
import { chooseDtype, weightsFile } from "./dtypes.ts";
import { filesFingerprint } from "./fingerprint.ts";
import { ModelThread } from "./model_thread.ts";
import type { ChatTurn, Loaded } from "./runtime/protocol.ts";

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
}

/** Opens a hub id, an alias or a folder. */
export async function openTransformers(name: string, options: ModelOptions): Promise<ChatModel> {
  const local = await localModel(name);
  if (local === undefined) throw new UserError(`no such folder: ${name}`);
  return openLocal(local, options);
}

/** The model in a folder; undefined where there is no such folder. */
export async function localModel(name: string): Promise<LocalModel | undefined> {
  const folder = resolve(name);
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return undefined;
  if (!found.isDirectory()) throw new UserError(`${name} is a file; a model is a folder with config.json and onnx/`);
  const entries = await readdir(folder, { recursive: true });
  const files = entries.map((file) => file.replaceAll("\\", "/")).sort();
  for (const needed of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
    if (!files.includes(needed)) throw new UserError(`${name} is not a model's folder: it has no ${needed}`);
  }
  return { folder, files, name, origin: {} };
}

/**
 * Loads a model that is on this machine, with no network access at all.
 * @throws UserError where the dtype is missing or the files cannot be loaded
 */
export async function openLocal(local: LocalModel, options: ModelOptions): Promise<ChatModel> {
  const dtype = chooseDtype(local.name, local.files, options.dtype);
  const template = local.files.includes("chat_template.jinja")
    ? { chatTemplate: await readFile(join(local.folder, "chat_template.jinja"), "utf8") }
    : {};
  const { device = "cpu", threads } = options;
  const spec = { folder: local.folder, dtype, device, ...(threads !== undefined && { threads }), ...template };
  const [thread, loaded] = await ModelThread.start(spec, options.report);
  if (loaded.templateHash === "") options.report(`${local.name} has no chat template: messages are sent as plain text`);
  return {
    name: options.model,
    identity: await identityOf(local, dtype, loaded, options),
    dtype,
    ...(local.standIn !== undefined && { standIn: local.standIn }),
    chat: answeringChat((messages, call) => answer(thread, messages, call, options)),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  };
}

async function identityOf(local: LocalModel, dtype: string, loaded: Loaded, options: ModelOptions) {
  const weights = weightsFile(dtype);
  const decisive = local.files.filter((file) => !file.includes("/") || file.startsWith(weights));
  return {
    backend: "transformers.js",
    ...local.origin,
    files: await filesFingerprint(
      local.folder,
      decisive.filter((file) => /\.(json|jinja|txt|onnx\w*)$/.test(file)),
      modelsFolder(options.cacheDir),
    ),
    dtype,
    device: loaded.device,
    template: loaded.templateHash,
    generation: loaded.generation,
    runtime: loaded.runtime,
  };
}

async function answer(
  thread: ModelThread,
  messages: readonly BaseMessage[],
  call: RepairCallOptions,
  options: ModelOptions,
): Promise<Answer> {
  const { sampling, decoding = "plain" } = options;
  const seed = call.seed ?? randomInt(2 ** 32);
  const { stats, ...generated } = await thread.generate(
    { messages: messages.map(toTurn), sampling, seed, decoding },
    call.signal,
  );
  return { ...generated, details: { decoding: stats } };
}

const ROLES: Readonly<Record<string, ChatTurn["role"]>> = { system: "system", human: "user", ai: "assistant" };

function toTurn(message: BaseMessage): ChatTurn {
  return { role: ROLES[message.getType()] ?? "user", content: message.text };
}
