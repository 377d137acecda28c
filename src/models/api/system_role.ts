/** Models whose chat template knows no system turn: its text goes before the user's. */
import { type BaseMessage, HumanMessage } from "@langchain/core/messages";

/**
 * What template authors, and the servers around them, say of a system turn: "System role not supported", "Only user and
 * assistant roles are supported!", "Conversation roles must alternate user/assistant/…".
 */
const REFUSALS: readonly RegExp[] = [
  /\b(system|developer)\b[^.\n]{0,80}\b(not|isn't|doesn't|does not|un)[ -]?(be )?(supported|support|allowed|permitted|accepted|recognized|known|valid)/i,
  /\b(unsupported|unknown|unexpected|invalid|no)\b[^.\n]{0,40}\b(system|developer)\b[ '"`]*(role|message|prompt|turn)/i,
  /\b(invalid|unsupported|unknown|unexpected)\b[^.\n]{0,20}\brole\b[^.\n]{0,20}\b(system|developer)\b/i,
  /only (the )?['"`]?user['"`]?,? (and|or) ['"`]?(assistant|model)['"`]? roles?/i,
  /roles must alternate/i,
  /first message must be (from )?(a |the )?['"`]?user/i,
];

/** Whether a server's words are about a system turn, and messages have one. */
export function refusesSystem(words: string, messages: readonly BaseMessage[]): boolean {
  return messages.some(isSystem) && REFUSALS.some((pattern) => pattern.test(words));
}

/** The same texts without a system turn. */
export function withoutSystem(messages: readonly BaseMessage[]): BaseMessage[] {
  const system = messages.filter(isSystem).map(({ text }) => text);
  const others = messages.filter((message) => !isSystem(message));
  const first = others.findIndex((message) => message.getType() === "human");
  return others.map((message, at) =>
    at === first ? new HumanMessage([...system, message.text].join("\n\n")) : message,
  );
}

function isSystem(message: BaseMessage): boolean {
  return ["system", "developer"].includes(message.getType());
}
