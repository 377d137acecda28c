/** Flags that say who answers, where that is, and what it may cost. */
import { DECODINGS, DEVICES } from "../../models/backend.ts";
import { type Flag, on } from "./flag.ts";
import { amount, oneOf, text, whole } from "./kinds.ts";

const group = "Model";
const MODEL =
  "Hugging Face id, alias, local folder, .gguf file, ollama:NAME, lmstudio:NAME, openai:NAME, anthropic:NAME, search, search+MODEL, replay:FILE, scripted:FILE, module:FILE, builtin:copy";

export const modelFlags = {
  model: {
    ...{ group, kind: text, takes: "MODEL", help: MODEL },
    in: {
      evaluate: { otherwise: "Qwen/Qwen2.5-0.5B-Instruct" },
      repair: {
        old: ["model-name"],
        help: "who repairs: a name as for evaluate",
        otherwise: "anthropic:claude-haiku-4-5",
      },
      fix: { help: "who proposes: a name as for evaluate", otherwise: "the search, and a local model on disk" },
      worker: { help: "who answers: a name as for evaluate; needed to ask a model" },
      doctor: { help: "load this model and ask it something" },
    },
  },
  cascade: {
    ...{ group, kind: text, takes: "search,MODEL", in: on("evaluate") },
    help: "the search first, and the model for what is left",
  },
  "base-url": {
    ...{ group, kind: text, takes: "URL", in: on("evaluate", "repair", "worker", "fix") },
    help: "a server that speaks the OpenAI protocol (vLLM, llama.cpp, Ollama, LM Studio), for example http://localhost:8000/v1",
  },
  "model-module": {
    ...{ group, kind: text, takes: "FILE", in: on("evaluate", "repair", "worker", "fix") },
    help: "a TypeScript file that exports a LangChain chat model, instead of a name",
  },
  "max-tokens-total": {
    ...{ group, kind: whole(1), takes: "TOKENS", in: on("evaluate", "repair") },
    help: "the most tokens that the run may use; a call that could go beyond is not made",
  },
  "max-cost": {
    ...{ group, kind: amount, takes: "MONEY", in: on("evaluate", "repair") },
    help: "the most that the run may cost at the prices given; a call that could go beyond is not made",
  },
  "price-in": {
    ...{ group, kind: amount, takes: "MONEY", in: on("evaluate", "repair") },
    help: "price of a million tokens of prompts",
  },
  "price-out": {
    ...{ group, kind: amount, takes: "MONEY", in: on("evaluate", "repair") },
    help: "price of a million tokens of answers",
  },
  revision: {
    ...{ group, kind: text, takes: "NAME", otherwise: "main", in: on("evaluate", "repair", "worker", "fix") },
    help: "branch, tag or commit of a hub repository",
  },
  dtype: {
    ...{
      group,
      kind: text,
      takes: "FORMAT",
      otherwise: "q4 where the repository has it; w8a8 of GGUF and safetensors",
      in: on("evaluate", "repair", "worker", "fix"),
    },
    help: "weights of a local model: fp32, fp16, q8, q4, w8a8, exact, …",
  },
  device: {
    ...{ group, kind: oneOf(DEVICES), default: "cpu", in: on("evaluate", "repair", "worker", "fix") },
    help: "where a local model computes",
  },
  threads: {
    ...{
      group,
      kind: whole(1),
      takes: "N",
      otherwise: "the runtime's choice",
      in: on("evaluate", "repair", "worker", "fix"),
    },
    help: "threads of a local model",
  },
  decoding: {
    ...{ group, kind: oneOf(DECODINGS), default: "lookup", in: on("evaluate", "worker") },
    help: "how a local model writes: with drafts looked up in the prompt, or token by token",
  },
  batch: {
    ...{ group, kind: whole(1), takes: "N", default: "1", in: on("evaluate", "worker") },
    help: "answers that a local model writes side by side, where that changes none of them",
  },
  requests: {
    ...{
      group,
      kind: whole(1),
      takes: "N",
      otherwise: "LLM_SEMAPHORE, else 5",
      in: on("repair", "worker"),
      old: ["llm-semaphore"],
    },
    help: "requests to the model in flight",
  },
} as const satisfies Record<string, Flag>;
