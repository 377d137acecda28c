/** `anthropic:NAME`: the messages API. */
import { ChatAnthropic } from "@langchain/anthropic";
import type { OpenBackend } from "../backend.ts";
import { apiModel, type Connect } from "./api_model.ts";
import { PATIENCE_MS } from "./patient_fetch.ts";
import { soundFetch } from "./sound_fetch.ts";

const MAKER = {
  prefix: "anthropic",
  keyVariable: "ANTHROPIC_API_KEY",
  baseVariable: "ANTHROPIC_BASE_URL",
  home: "https://api.anthropic.com",
} as const;

/** @throws UserError where a key is needed and ANTHROPIC_API_KEY is not set */
export const openAnthropic: OpenBackend = async (name, options) => apiModel(MAKER, name, options, connect);

const connect: Connect = (server, { sampling }, refused) => {
  const { temperature, topP, maxNewTokens, stop } = sampling;
  return new ChatAnthropic({
    model: server.model,
    apiKey: server.key,
    anthropicApiUrl: server.baseUrl,
    maxRetries: 0,
    maxTokens: maxNewTokens,
    // The client refuses long answers that are not streamed unless it is told how long to wait.
    clientOptions: { fetch: soundFetch, timeout: PATIENCE_MS },
    ...(!refused.has("temperature") && { temperature }),
    ...(topP < 1 && !refused.has("top_p") && { topP }),
    ...(stop.length > 0 && !refused.has("stop") && { stopSequences: [...stop] }),
  });
};
