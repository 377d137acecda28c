/** Transformers.js: a Hugging Face id, an alias or a folder, run by onnxruntime on this machine. */
import { createHash, randomInt } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import type { BaseMessage } from "@langchain/core/messages";
import { type ChatModel, type RepairCallOptions, TOOLS } from "../../core/index.ts";
import { manifest, modelFolders } from "../../lib/paths.ts";
import type { ModelOptions } from "../backend.ts";
import { type Answer, answeringChat, roleOf } from "../chat.ts";
import { findOnHub, hubModel } from "../hub/hub_model.ts";
import { formatOf, ggufModel, safetensorsModel } from "../weights/open_stored.ts";
import { safetensorsOf } from "../weights/safetensors_file.ts";
import { chooseDtype, dtypesOf, isWeightsOf } from "./dtypes.ts";
import { filesFingerprint } from "./fingerprint.ts";
import { type LocalModel, localModel } from "./local_model.ts";
import { ModelProcess } from "./model_process.ts";
import type { ChatTurn, Loaded } from "./process/protocol.ts";

/** Beside the weights. */
const DECIDING = /^(config|generation_config|tokenizer|tokenizer_config)\.json$|^chat_template\.jinja$/;

/** Opens a GGUF file, whatever its name. */
export async function openGguf(file: string, options: ModelOptions): Promise<ChatModel> {
  return openLocal(await ggufModel(file, options), options);
}

/** A folder with weights, but no graph. */
function isStored({ files }: LocalModel): boolean {
  return dtypesOf(files).length === 0 && safetensorsOf(files).length > 0;
}

/** Opens a folder where there is one of that name, else an alias or a hub id. */
export async function openTransformers(name: string, options: ModelOptions): Promise<ChatModel> {
  const local = (await localModel(name)) ?? (await hubModel(name, options));
  return openLocal(isStored(local) ? await safetensorsModel(local, options) : local, options);
}

/**
 * Sees that there is such a model, in the number format that is asked for; reads none of its weights.
 *
 * @throws UserError where there is none, in the words of `openTransformers`
 */
export async function findTransformers(name: string, options: ModelOptions): Promise<void> {
  const local = await localModel(name);
  if (local === undefined) await findOnHub(name, options);
  else if (isStored(local)) formatOf(options.dtype);
  else chooseDtype(local.name, local.files, options.dtype);
}

/**
 * Loads a model that is on this machine, with no network access at all.
 * @throws UserError where the dtype is missing or the files cannot be loaded
 */
export async function openLocal(local: LocalModel, options: ModelOptions): Promise<ChatModel> {
  const dtype = local.written?.dtype ?? chooseDtype(local.name, local.files, options.dtype);
  const fileDtype = local.written === undefined ? dtype : "fp32";
  const template = local.files.includes("chat_template.jinja")
    ? { chatTemplate: await readFile(join(local.folder, "chat_template.jinja"), "utf8") }
    : {};
  const { device = "cpu", threads, batch = 1 } = options;
  const spec = {
    kind: "load" as const,
    folder: local.folder,
    dtype: fileDtype,
    device,
    batch,
    ...(threads !== undefined && { threads }),
    ...(options.digest && { digest: true }),
    ...template,
  };
  const files = await fingerprintOf(local, fileDtype, options);
  const memory = await memoryFile(modelFolders(options.cacheDir)[0], { files, dtype, device, threads });
  const [process, loaded] = await ModelProcess.start({ ...spec, memory }, options.report, { signal: options.signal });
  if (loaded.templateHash === "") options.report(`${local.name} has no chat template: messages are sent as plain text`);
  return {
    name: options.model,
    identity: identityOf(local, files, dtype, loaded),
    dtype,
    // As many calls again are worked on while candidates are judged, or wait for those before them to be recorded.
    concurrency: 2 * batch,
    ...(local.standIn !== undefined && { standIn: local.standIn }),
    ...(loaded.callsTools && { callsTools: true }),
    ...(loaded.logits !== undefined && { logits: loaded.logits }),
    chat: answeringChat((messages, call) => answer(process, messages, call, options)),
    likelihoods: (messages, answers, signal) =>
      process.score({ messages, answers, decoding: options.decoding ?? "lookup" }, signal),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

/** One hash over what decides an answer besides the runtime. */
async function fingerprintOf(local: LocalModel, dtype: string, options: ModelOptions): Promise<string> {
  if (local.written !== undefined) return createHash("sha256").update(JSON.stringify(local.written)).digest("hex");
  const decisive = local.files.filter((file) => DECIDING.test(file) || isWeightsOf(file, dtype));
  return filesFingerprint(local.folder, decisive, modelFolders(options.cacheDir)[0]);
}

/** Names and contents of the files that decide an answer; not where they lie. */
function identityOf(local: LocalModel, files: string, dtype: string, loaded: Loaded) {
  return {
    backend: "transformers.js",
    ...local.origin,
    files,
    ...local.written?.identity,
    dtype,
    device: loaded.device,
    template: loaded.templateHash,
    generation: loaded.generation,
    runtime: loaded.runtime,
  };
}

/** Where this machine's measurements of such a model are kept, beside the cache of models. */
async function memoryFile(folder: string, what: Readonly<Record<string, unknown>>): Promise<string> {
  const machine = { cpus: cpus().map(({ model }) => model), runtime: RUNTIME, check: CHECK_VERSION };
  const key = createHash("sha256").update(JSON.stringify({ ...what, ...machine }));
  // Where the folder cannot be made, the check is made at each start.
  await mkdir(join(folder, "decoding"), { recursive: true }).catch(() => {});
  return join(folder, "decoding", `${key.digest("hex").slice(0, 16)}.json`);
}

/** Raised whenever the self-check changes. */
const CHECK_VERSION = 5;
/** Another library may compute otherwise. */
const RUNTIME = ["@huggingface/transformers", "onnxruntime-node"].map((name) => manifest().dependencies[name]);

async function answer(
  process: ModelProcess,
  messages: readonly BaseMessage[],
  call: RepairCallOptions,
  options: ModelOptions,
): Promise<Answer> {
  const { decoding = "lookup" } = options;
  const { temperature = options.sampling.temperature } = call;
  const sampling = { ...options.sampling, temperature };
  const seed = call.seed ?? randomInt(2 ** 32);
  const { stats, ...generated } = await process.generate(
    {
      ...{ messages: messages.map(toTurn), sampling, seed, decoding },
      ...(call.useTools && { tools: TOOLS }),
      ...(sampling.stopAtCode && call.wanted && { wanted: call.wanted }),
    },
    call.signal,
  );
  return { ...generated, details: { decoding: stats } };
}

function toTurn(message: BaseMessage): ChatTurn {
  return { role: roleOf(message), content: message.text };
}
