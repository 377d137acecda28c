/** What all models behind a server have in common: where it is, its key, and how it is asked. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { ChatModel } from "../../core/index.ts";
import { UserError } from "../../lib/errors.ts";
import type { ModelOptions } from "../backend.ts";
import { answeringChat, fromMessage } from "../chat.ts";
import { assertNotRetired } from "../retired_names.ts";
import { type ApiChatParts, apiChat, DEFAULT_REQUESTS } from "./api_chat.ts";
import type { Parameter } from "./api_trouble.ts";
import { serverName, urlOf } from "./server_url.ts";

/** Who speaks a protocol: its prefix, and the names of its environment variables. */
export interface Maker {
  readonly prefix: "openai" | "anthropic";
  readonly keyVariable: string;
  readonly baseVariable: string;
  /** The maker's own address. */
  readonly home: string;
}

export interface Server {
  readonly model: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** "none" where there is none: the clients insist on one. */
  readonly key: string;
  /** Not the maker's: it may not need a key, and its names are its own. */
  readonly own: boolean;
}

/** The client for a server, without the parameters that it refuses. */
export type Connect = (server: Server, options: ModelOptions, refused: ReadonlySet<Parameter>) => BaseChatModel;

/**
 * @throws UserError where a key is needed and not set, or the address is none
 */
export function apiModel(maker: Maker, name: string, options: ModelOptions, connect: Connect): ChatModel {
  const base = options.baseUrl ?? (process.env[maker.baseVariable] || undefined);
  const url = urlOf(base ?? maker.home);
  const own = url.host !== new URL(maker.home).host;
  if (!own) assertNotRetired(name, maker.prefix);
  const key = process.env[maker.keyVariable] || undefined;
  if (key === undefined && !own) {
    throw new UserError(`${maker.keyVariable} is not set, which ${options.model} needs`, {
      hint: "set it to your API key, or name another model, or a server of your own with --base-url",
    });
  }
  const server: Server = { model: name, baseUrl: url.href.replace(/\/$/, ""), key: key ?? "none", own };
  const changes: string[] = [];
  const requests = options.requests ?? DEFAULT_REQUESTS;
  return {
    name: options.model,
    identity: { backend: maker.prefix, model: name, server: serverName(url) },
    dtype: "",
    remote: true,
    callsTools: true,
    concurrency: requests,
    chat: atEachTemperature((temperature) => ({
      connect: (refused) => connect(server, withTemperature(options, temperature), refused),
      destination: { server: serverName(url), model: name, keyVariable: maker.keyVariable, key, ownServer: own },
      requests,
      answerTimeoutSec: options.sampling.answerTimeoutSec,
      retries: options.retries,
      report: options.report,
      changes,
    })),
    changes: () => changes,
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Clients have a temperature when they are made: one for each that is asked for. */
function atEachTemperature(parts: (temperature: number | undefined) => ApiChatParts): ChatModel["chat"] {
  const chats = new Map<number | undefined, ChatModel["chat"]>();
  return answeringChat(async (messages, call) => {
    const chat = chats.get(call.temperature) ?? apiChat(parts(call.temperature));
    chats.set(call.temperature, chat);
    return fromMessage(await chat.invoke([...messages], call));
  });
}

function withTemperature(options: ModelOptions, temperature: number | undefined): ModelOptions {
  return temperature === undefined ? options : { ...options, sampling: { ...options.sampling, temperature } };
}
