/** `openai:NAME`, and every server that speaks its chat completions (vLLM, llama.cpp, Ollama, LM Studio, …). */
import { ChatOpenAI, ChatOpenAICompletions } from "@langchain/openai";
import type { OpenBackend } from "../backend.ts";
import { apiModel, type Connect } from "./api_model.ts";
import { PATIENCE_MS } from "./patient_fetch.ts";
import { soundFetch } from "./sound_fetch.ts";

const MAKER = {
  prefix: "openai",
  keyVariable: "OPENAI_API_KEY",
  baseVariable: "OPENAI_BASE_URL",
  home: "https://api.openai.com/v1",
} as const;

/** Models that think before they answer: they take no sampling settings. */
const THINKERS = /^(o\d|gpt-5(?!-chat))/;

/** @throws UserError where a key is needed and OPENAI_API_KEY is not set */
export const openOpenAI: OpenBackend = async (name, options) => apiModel(MAKER, name, options, connect);

const connect: Connect = (server, { sampling }, refused) => {
  const { temperature, topP, maxNewTokens, stop } = sampling;
  const samples = server.own || !THINKERS.test(server.model);
  const fields = {
    model: server.model,
    apiKey: server.key,
    configuration: { baseURL: server.baseUrl, fetch: soundFetch },
    maxRetries: 0,
    timeout: PATIENCE_MS,
    ...(refused.has("max_tokens")
      ? { modelKwargs: { max_completion_tokens: maxNewTokens } }
      : { maxTokens: maxNewTokens }),
    ...(samples && !refused.has("temperature") && { temperature }),
    ...(samples && topP < 1 && !refused.has("top_p") && { topP }),
    ...(stop.length > 0 && !refused.has("stop") && { stop: [...stop] }),
  };
  // A server of one's own speaks chat completions, whatever its model is called; the library goes by the name.
  return server.own ? new ChatOpenAICompletions(fields) : new ChatOpenAI(fields);
};
