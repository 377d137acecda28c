/** Any LangChain chat model behind a server, made patient: bounded, retried, and told in our words. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import pLimit from "p-limit";
import type { FinishReason, RepairCallOptions, Report } from "../../core/index.ts";
import { deadline } from "../../lib/deadline.ts";
import { DEFAULT_RETRIES, type RetryPolicy, withRetries } from "../../lib/retry.ts";
import { type Answer, answeringChat, fromMessage } from "../chat.ts";
import { invoke } from "../native_tools.ts";
import { type Destination, type Parameter, refusalWords, refusedParameter, troubleOfCall } from "./api_trouble.ts";
import { refusesSystem, withoutSystem } from "./system_role.ts";

/** Requests in flight where nobody says. */
export const DEFAULT_REQUESTS = 5;

export interface ApiChatParts {
  /** The client, without the parameters that the server refuses. */
  readonly connect: (refused: ReadonlySet<Parameter>) => BaseChatModel;
  readonly destination: Destination;
  /** Requests in flight. */
  readonly requests: number;
  /** Seconds after which an answer is given up; the answer is then empty. */
  readonly answerTimeoutSec?: number | undefined;
  readonly retries?: Partial<RetryPolicy> | undefined;
  readonly report: Report;
  /** What is found out about asking it is added here. */
  readonly changes: string[];
}

/** A chat model that asks a server, at most `requests` times at once. */
export function apiChat(parts: ApiChatParts): BaseChatModel<RepairCallOptions> {
  const limit = pLimit(parts.requests);
  const caller = new ApiCaller(parts);
  return answeringChat((messages, call) => limit(() => caller.ask(messages, call)));
}

class ApiCaller {
  readonly #parts: ApiChatParts;
  readonly #refused = new Set<Parameter>();
  readonly #said = new Set<string>();
  #chat: BaseChatModel;
  #answered = false;
  #foldsSystem = false;

  constructor(parts: ApiChatParts) {
    this.#parts = parts;
    this.#chat = parts.connect(this.#refused);
  }

  async ask(messages: readonly BaseMessage[], call: RepairCallOptions): Promise<Answer> {
    const { retries, report, destination } = this.#parts;
    return withRetries(
      () => this.#once(messages, call),
      (thrown) => troubleOfCall(thrown, destination, this.#answered),
      { ...DEFAULT_RETRIES, ...retries },
      { report, signal: call.signal },
    );
  }

  /** One request; one more for each parameter, and for a system turn, that the server turns out to refuse. */
  async #once(messages: readonly BaseMessage[], call: RepairCallOptions): Promise<Answer> {
    for (;;) {
      const deadline = deadlineOf(this.#parts.answerTimeoutSec);
      const chat = this.#chat;
      const sent = this.#foldsSystem ? withoutSystem(messages) : messages;
      try {
        return await this.#request(sent, call, deadline);
      } catch (thrown) {
        call.signal?.throwIfAborted();
        if (deadline?.aborted) return GIVEN_UP;
        if (refusesSystem(refusalWords(thrown), sent)) return await this.#folded(messages, call);
        // Another call in flight may have found out the same, and changed the client already.
        if (!this.#drop(refusedParameter(thrown)) && chat === this.#chat) throw thrown;
      }
    }
  }

  /** Remembered only where it helps: the server's words may have meant something else. */
  async #folded(messages: readonly BaseMessage[], call: RepairCallOptions): Promise<Answer> {
    const deadline = deadlineOf(this.#parts.answerTimeoutSec);
    try {
      const answer = await this.#request(withoutSystem(messages), call, deadline);
      this.#foldsSystem = true;
      this.#change(`${this.#parts.destination.model} takes no system role: its text goes before the user's`);
      return answer;
    } catch (thrown) {
      call.signal?.throwIfAborted();
      if (deadline?.aborted) return GIVEN_UP;
      throw thrown;
    }
  }

  async #request(messages: readonly BaseMessage[], call: RepairCallOptions, deadline?: AbortSignal): Promise<Answer> {
    const signals = [call.signal, deadline].filter((it) => it !== undefined);
    const message = await invoke(this.#chat, messages, call.useTools, {
      ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
      ...(call.seed !== undefined && !this.#refused.has("seed") && { seed: call.seed }),
    });
    this.#answered = true;
    const answer = { ...fromMessage(message), finishReason: finishReason(message) };
    if (answer.text === "" && reasonedOnly(message)) this.#say(`${this.#parts.destination.model}: ${ONLY_REASONING}`);
    return answer;
  }

  #drop(parameter: Parameter | undefined): boolean {
    if (parameter === undefined || this.#refused.has(parameter)) return false;
    this.#refused.add(parameter);
    const { destination, connect } = this.#parts;
    this.#change(`${destination.model} takes no ${parameter}: asking without it`);
    this.#chat = connect(this.#refused);
    return true;
  }

  /** Said, and kept for the run file: the model is asked otherwise than the settings say. */
  #change(line: string): void {
    const { changes } = this.#parts;
    if (!changes.includes(line) && this.#say(line)) changes.push(line);
  }

  /** Each line once a run. */
  #say(line: string): boolean {
    if (this.#said.has(line)) return false;
    this.#said.add(line);
    this.#parts.report(line);
    return true;
  }
}

const ONLY_REASONING =
  "an answer was nothing but reasoning, in a field of its own; more --max-new-tokens leave room for the answer itself";

function reasonedOnly({ additional_kwargs: more }: BaseMessage): boolean {
  return [more.reasoning_content, more.reasoning].some((it) => typeof it === "string" && it !== "");
}

const GIVEN_UP: Answer = { text: "", promptTokens: 0, completionTokens: 0, finishReason: "deadline" };

function deadlineOf(seconds: number | undefined): AbortSignal | undefined {
  return seconds === undefined ? undefined : deadline(seconds * 1000);
}

/** As the makers of servers and models call it, without capitals and marks between words. */
const FINISH_WORDS: Readonly<Record<string, FinishReason>> = {
  ...{ stop: "stop", endturn: "stop", stopsequence: "stop", eos: "stop", eostoken: "stop", complete: "stop" },
  ...{
    toolcalls: "stop",
    tooluse: "stop",
    functioncall: "stop",
    completed: "stop",
    finished: "stop",
    end: "stop",
    done: "stop",
    stopped: "stop",
  },
  ...{ length: "length", maxtokens: "length", maxlength: "length", modellength: "length", limit: "length" },
  ...{ maxoutputtokens: "length", tokenlimit: "length", modelcontextwindowexceeded: "length" },
};

function finishReason({ response_metadata: said }: BaseMessage): FinishReason {
  const word = String(said.finish_reason ?? said.stop_reason ?? "");
  return FINISH_WORDS[word.toLowerCase().replace(/[^a-z]/g, "")] ?? "unknown";
}
