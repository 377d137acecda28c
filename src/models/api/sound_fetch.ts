/**
 * `fetch` for the clients, which read no further than their own protocol's words: an error is told in the server's own,
 * and a good status around something else than an answer is an error.
 */
import { patientFetch } from "./patient_fetch.ts";
import { answerOfEvents } from "./server_events.ts";
import { wordsOf } from "./server_words.ts";

/** A reply with a good status that holds no answer. Trying again may help, as where a proxy hiccups. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** The most bytes of a reply that are read. */
const LARGEST_REPLY = 2 ** 26;

/** The library's types and the platform's describe the same objects. */
export const soundFetch: typeof fetch = async (input, init) => {
  const response = await patientFetch(input, init);
  const [text, isEvents] = [await bodyOf(response), /event-stream/.test(response.headers.get("content-type") ?? "")];
  if (!response.ok) return told(text, response.status, response.headers);
  const whole = isEvents ? answerOfEvents(text) : text;
  const status = statusWithin(whole);
  if (status !== undefined) return told(whole, status, response.headers);
  const answer = /\/chat\/completions(\?|$)/.test(String(input)) ? completionOf(whole) : objectOf(whole);
  return new Response(JSON.stringify(answer), { status: 200, headers: { "content-type": "application/json" } });
};

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_REPLY) throw new NoAnswerError(`the reply is longer than ${LARGEST_REPLY / 2 ** 20} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Headers that say how long to wait. */
const KEPT = ["retry-after", "retry-after-ms", "x-request-id"];

/** The error as the clients read it. */
function told(body: string, status: number, headers: Headers): Response {
  const { code, type } = errorIn(body) ?? {};
  const kept = KEPT.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? ""] as [string, string]] : []));
  const error = { message: wordsOf(body), ...(code !== undefined && { code }), ...(type !== undefined && { type }) };
  const init = { status, headers: Object.fromEntries([...kept, ["content-type", "application/json"]]) };
  return new Response(JSON.stringify({ error }), init);
}

interface ErrorFields {
  readonly code?: unknown;
  readonly type?: unknown;
}

/** The error that a body holds, where it holds one and no answer. */
function errorIn(body: string): ErrorFields | undefined {
  const reply = jsonObject(body);
  if (reply === undefined || Array.isArray(reply.choices) || Array.isArray(reply.content)) return undefined;
  if (typeof reply.error === "object" && reply.error !== null) return reply.error as ErrorFields;
  return reply.error !== undefined || reply.object === "error" || reply.detail !== undefined ? reply : undefined;
}

/** The status that an error inside a good reply has, where it says one that no further try changes. */
function statusWithin(body: string): number | undefined {
  const error = errorIn(body);
  if (error === undefined) return undefined;
  const status = Number(error.code);
  if (Number.isInteger(status) && status >= 400 && status < 500) return status;
  throw new NoAnswerError(wordsOf(body) || "the reply is an error without words");
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(body: string): Fields {
  const reply = jsonObject(body);
  if (reply !== undefined) return reply;
  throw new NoAnswerError(`the reply is no JSON: ${wordsOf(body) || "it is empty"}`);
}

/** A chat completion that has a message; its reasoning where the client looks for it. */
function completionOf(body: string): Fields {
  const reply = objectOf(body);
  const { choices } = reply;
  if (!Array.isArray(choices))
    throw new NoAnswerError(`the reply has no choices: ${wordsOf(body) || "it holds no answer"}`);
  if (choices.length === 0) throw new NoAnswerError("the reply holds no answer: its choices are empty");
  const [first] = choices as ({ message?: Fields } | null)[];
  const message = first?.message;
  if (typeof message !== "object" || message === null)
    throw new NoAnswerError("the reply holds no answer: its first choice has no message");
  const { reasoning_content = message.reasoning } = message;
  return { ...reply, choices: [{ ...first, message: { ...message, reasoning_content } }] };
}

function jsonObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
