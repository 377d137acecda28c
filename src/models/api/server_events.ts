/** Some servers send an answer in events although nobody asked for a stream: put together, they are the same answer. */

interface Part {
  readonly id?: string;
  readonly model?: string;
  readonly usage?: unknown;
  readonly error?: unknown;
  readonly choices?: readonly { readonly delta?: Record<string, unknown>; readonly finish_reason?: unknown }[];
}

/** The body that a server without a stream would have sent; the text itself where it holds no events. */
export function answerOfEvents(text: string): string {
  const parts = text.split(/\r?\n/).flatMap((line) => partOf(line) ?? []);
  const failed = parts.find(({ error }) => error !== undefined);
  if (failed !== undefined) return JSON.stringify(failed);
  const choices = parts.flatMap((part) => part.choices ?? []);
  if (choices.length === 0) return text;
  const joined = (field: string): string =>
    choices.map(({ delta }) => (typeof delta?.[field] === "string" ? delta[field] : "")).join("");
  const finish_reason = choices.findLast((it) => it.finish_reason)?.finish_reason ?? null;
  const message = { role: "assistant", content: joined("content"), reasoning_content: joined("reasoning_content") };
  const usage = parts.findLast((part) => part.usage)?.usage;
  const { id = "", model = "" } = parts[0] ?? {};
  return JSON.stringify({
    ...{ id, object: "chat.completion", created: 0, model },
    choices: [{ index: 0, message, finish_reason }],
    ...(usage !== undefined && { usage }),
  });
}

function partOf(line: string): Part | undefined {
  if (!line.startsWith("data:") || line.includes("[DONE]")) return undefined;
  try {
    return JSON.parse(line.slice("data:".length)) as Part;
  } catch {
    return undefined;
  }
}
