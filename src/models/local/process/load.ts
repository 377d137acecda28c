/** Loads a model in the hub's layout from a folder, touching no network. */
import { createHash } from "node:crypto";
import {
  AutoModelForCausalLM,
  AutoTokenizer,
  env,
  LogLevel,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from "@huggingface/transformers";
import { messageOf } from "../../../lib/errors.ts";
import type { Device } from "../../backend.ts";
import { pause } from "../../decoding/pause.ts";
import { logitsDigest } from "./logits_digest.ts";
import type { Loaded, LoadRequest } from "./protocol.ts";

/** Everything that decoding needs, in the model's own process. */
export interface LoadedModel {
  readonly tokenizer: PreTrainedTokenizer;
  readonly model: PreTrainedModel;
  /** Undefined for a base model: messages are then given as plain text. */
  readonly template: string | undefined;
  readonly endTokens: readonly number[];
  readonly loaded: Loaded;
  /** Answers that are wanted side by side. */
  readonly batch: number;
  /** File for what is measured of this model on this machine. */
  readonly memory?: string;
}

const CANDIDATES: Readonly<Record<Device, readonly Loaded["device"][]>> = {
  cpu: ["cpu"],
  cuda: ["cuda", "cpu"],
  webgpu: ["webgpu", "cpu"],
  auto: ["cuda", "webgpu", "cpu"],
};

/** Settings of a generation config that change the text at any temperature; the others are the run's to say. */
const OWN_SETTINGS = [
  "repetition_penalty",
  "no_repeat_ngram_size",
  "bad_words_ids",
  "suppress_tokens",
  "begin_suppress_tokens",
  "forced_bos_token_id",
  "forced_eos_token_id",
  "min_length",
  "min_new_tokens",
] as const;

/**
 * Loads tokenizer and weights.
 * @param note told in one line when the model computes elsewhere than was asked
 */
export async function loadModel(request: LoadRequest, note: (line: string) => void): Promise<LoadedModel> {
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.logLevel = LogLevel.NONE;
  const tokenizer = await AutoTokenizer.from_pretrained(request.folder, { local_files_only: true });
  const { model, device } = await loadWeights(request, note);
  pauseBeforePasses(model);
  const template = templateOf(tokenizer, request.chatTemplate);
  const endTokens = endTokensOf(model, tokenizer);
  const loaded: Loaded = {
    device,
    contextLength: contextLengthOf(model),
    // What a template makes of tools, it names them by.
    callsTools: /\btools\b/.test(template ?? ""),
    templateHash: template === undefined ? "" : createHash("sha256").update(template).digest("hex"),
    generation: { ...ownSettings(model), eos_token_id: endTokens },
    runtime: `transformers.js ${env.version}, onnxruntime ${env.backends.onnx.versions?.node ?? "unknown"}`,
  };
  const digest = request.digest ? { logits: await logitsDigest(model, tokenizer) } : {};
  const memory = request.memory === undefined ? {} : { memory: request.memory };
  return {
    tokenizer,
    model,
    template,
    endTokens,
    loaded: { ...loaded, ...digest },
    batch: request.batch ?? 1,
    ...memory,
  };
}

async function loadWeights(request: LoadRequest, note: (line: string) => void) {
  const session_options = request.threads === undefined ? {} : { intraOpNumThreads: request.threads };
  const candidates = CANDIDATES[request.device];
  for (const device of candidates) {
    const options = { local_files_only: true, dtype: request.dtype as "fp32", device, session_options };
    try {
      return { model: await AutoModelForCausalLM.from_pretrained(request.folder, options), device };
    } catch (error) {
      if (device === candidates.at(-1)) throw error;
      const next = candidates[candidates.indexOf(device) + 1];
      note(`${device} cannot be used here (${firstLine(messageOf(error))}); trying ${next}`);
    }
  }
  throw new Error(`no device for ${request.device}`);
}

function pauseBeforePasses(model: PreTrainedModel): void {
  const forward = model.forward.bind(model);
  model.forward = async (inputs: object) => {
    await pause();
    return forward(inputs);
  };
}

/** The first line of an error; one that begins with a place in the runtime's own source says nothing to a user. */
function firstLine(text: string): string {
  return text.startsWith("/") ? "the runtime finds no such device" : (text.split("\n")[0] ?? "").slice(0, 200);
}

function templateOf(tokenizer: PreTrainedTokenizer, beside: string | undefined): string | undefined {
  if (beside !== undefined) return beside;
  return tokenizer.chat_template ? (tokenizer.get_chat_template() ?? undefined) : undefined;
}

/** The end tokens that the model names, and the tokenizer's own. */
function endTokensOf(model: PreTrainedModel, tokenizer: PreTrainedTokenizer): number[] {
  const named: unknown = model.generation_config?.eos_token_id ?? fieldOf(model, "eos_token_id");
  const own = tokenizer.eos_token === null ? [] : tokenizer.convert_tokens_to_ids([tokenizer.eos_token]);
  const ids = [named, own].flat(2).filter((id): id is number => typeof id === "number" && id >= 0);
  return [...new Set(ids)];
}

function contextLengthOf(model: PreTrainedModel): number {
  const length = fieldOf(model, "max_position_embeddings");
  return typeof length === "number" ? length : Number.POSITIVE_INFINITY;
}

/** A field of config.json, where multimodal models keep the text model's in a section of its own. */
function fieldOf(model: PreTrainedModel, name: string): unknown {
  const config = model.config as unknown as Record<string, unknown> & { text_config?: Record<string, unknown> };
  return config[name] ?? config.text_config?.[name];
}

function ownSettings(model: PreTrainedModel): Record<string, unknown> {
  const config = (model.generation_config ?? {}) as Record<string, unknown>;
  const set = OWN_SETTINGS.filter((name) => config[name] !== null && config[name] !== undefined);
  return Object.fromEntries(set.map((name) => [name, config[name]]));
}
