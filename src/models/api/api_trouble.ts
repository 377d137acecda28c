/** What a failed call to a model's server means: try again, give up this call, or tell the user what to mend. */
import { InfraError, RefusedError, UserError } from "../../lib/errors.ts";
import { isPassing, retryAfterMs, type Trouble, WRONG_REPLIES } from "../../lib/retry.ts";
import { oneLine, wordsOf } from "./server_words.ts";
import { NoAnswerError } from "./sound_fetch.ts";

/** Where a call went. */
export interface Destination {
  /** Host, or URL, without anything secret. */
  readonly server: string;
  readonly model: string;
  /** The variable that the key comes from. */
  readonly keyVariable: string;
  readonly key: string | undefined;
  /** A server of the user's own, which may not be running. */
  readonly ownServer: boolean;
}

/** The fields of the clients' errors that are read here; all of them may be missing. */
interface ClientError {
  readonly status?: number;
  readonly headers?: Pick<Headers, "get">;
  readonly code?: string | null;
  readonly message?: string;
  readonly cause?: unknown;
  readonly name?: string;
}

/** @param answered whether this server has ever answered: one that never did is not there */
export function troubleOfCall(thrown: unknown, to: Destination, answered: boolean): Trouble {
  const refusal = refusalIn(thrown);
  if (refusal?.status !== undefined) return troubleOfStatus(refusal, refusal.status, to);
  const noAnswer = causeOf(thrown, NoAnswerError);
  if (noAnswer !== undefined) {
    const error = new InfraError(`${to.server}: ${redacted(noAnswer.message, to.key)}`, { cause: thrown });
    return { retry: true, attempts: WRONG_REPLIES, error };
  }
  const error = thrown as ClientError;
  const code = codeOf(thrown);
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code) && !answered) {
    const hint = to.ownServer ? "is the server running? --base-url says where it is" : "check the network";
    return { retry: false, error: new UserError(`${to.server} cannot be reached (${code})`, { hint, cause: thrown }) };
  }
  const said = redacted(code || error.message || String(thrown), to.key);
  const failure = (what: string) => new InfraError(`${to.server}: ${what} (${said})`, { cause: thrown });
  if (isConnection(error, code)) return { retry: true, error: failure("the connection failed") };
  return { retry: true, attempts: WRONG_REPLIES, error: failure("the reply is no answer") };
}

function troubleOfStatus(error: ClientError, status: number, to: Destination): Trouble {
  const said = oneLine(redacted(wordsOfRefusal(error), to.key));
  const words = said === "" ? "" : `: ${said}`;
  if (status === 401 || status === 403) {
    const hint =
      to.key === undefined ? `set ${to.keyVariable}` : `check ${to.keyVariable}, and what the key is allowed to do`;
    return {
      retry: false,
      error: new UserError(`${to.server} refused the key (${status})${words}`, { hint, cause: error }),
    };
  }
  if (status === 404) {
    const hint = to.ownServer
      ? "name a model that the server has; --base-url usually ends in /v1"
      : "check the name of the model";
    const what = `${to.server} has no model ${JSON.stringify(to.model)} (404)${words}`;
    return { retry: false, error: new UserError(what, { hint, cause: error }) };
  }
  if (status === 402 || /insufficient_quota|credit balance is too low|billing/i.test(`${error.code} ${said}`)) {
    const what = `${to.server}: the account has no credit left (${status})${words}`;
    return { retry: false, error: new UserError(what, { cause: error }) };
  }
  const waitMs = waitOf(error);
  const asked = waitMs === undefined ? "" : `, asking for ${Math.ceil(waitMs / 1000)} s`;
  const kind = REFUSALS.has(status) ? RefusedError : InfraError;
  const failure = new kind(`${to.server} answered ${status}${asked}${words}`, { cause: error });
  return { retry: isPassing(status), error: failure, waitMs };
}

/** What is wrong with one request alone: its content, its length. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);

/** Milliseconds that the server asks for; none where it says "at once", which would be again and again. */
function waitOf({ headers }: ClientError): number | undefined {
  const ms = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  const asked = Number.isFinite(ms) ? ms : retryAfterMs(headers?.get("retry-after"));
  return asked === undefined || asked <= 0 ? undefined : asked;
}

/** Without what the clients put around them: the status, the whole body, a link to their own documents. */
function wordsOfRefusal({ message = "" }: ClientError): string {
  return wordsOf(message.replace(/^\d{3}\s+/, "").replace(/\s*Troubleshooting URL: \S+\s*$/, ""));
}

/** The words of a server that refused a call; empty where none did. */
export function refusalWords(thrown: unknown): string {
  const refusal = refusalIn(thrown);
  return refusal === undefined ? "" : wordsOfRefusal(refusal);
}

const PARAMETERS = ["temperature", "top_p", "max_tokens", "seed", "stop"] as const;
/** A setting that a server may refuse. */
export type Parameter = (typeof PARAMETERS)[number];

/** The parameter that a server says it does not take, where that is what it says. */
export function refusedParameter(thrown: unknown): Parameter | undefined {
  const { status, message = "" } = refusalIn(thrown) ?? {};
  if (status !== 400 && status !== 422) return undefined;
  if (
    !/unsupported|not support|deprecated|unknown|unrecognized|not permitted|not allowed|cannot both|extra/i.test(
      message,
    )
  )
    return undefined;
  const named = PARAMETERS.filter((name) => new RegExp(`(?<![\\w])${name}(?![\\w])`).test(message));
  // "max_tokens is not supported, use max_completion_tokens"; of two that exclude each other the second goes.
  return named.length === 2 && named[0] === "temperature" ? "top_p" : named[0];
}

/** The error with the server's status, which the library may have wrapped. */
function refusalIn(thrown: unknown): ClientError | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (typeof (error as ClientError).status === "number") return error as ClientError;
  }
  return undefined;
}

function causeOf<E extends Error>(thrown: unknown, kind: new (...args: never[]) => E): E | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) if (error instanceof kind) return error;
  return undefined;
}

/** The code of a system error, somewhere down the chain of causes. */
function codeOf(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code === "string") return code;
  }
  return "";
}

function isConnection(error: ClientError, code: string): boolean {
  return code !== "" || /connection|terminated|fetch failed|time.?out|aborted/i.test(`${error.name} ${error.message}`);
}

function redacted(text: string, key: string | undefined): string {
  return key === undefined || key === "" ? text : text.replaceAll(key, "***");
}
