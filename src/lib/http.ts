/** HTTP that survives a bad connection: retries with back-off, a limit on silence, on time and on size. */
import { deadline } from "./deadline.ts";
import type { Report } from "./report.ts";
import { isPassing, type RetryPolicy, retryAfterMs, type Trouble, withRetries } from "./retry.ts";

export interface Transfer extends Partial<RetryPolicy> {
  /** Sent as a bearer token; `fetch` drops it when a redirect leaves the origin. */
  readonly token?: string;
  readonly report: Report;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds without a byte after which a connection is given up. */
  readonly stallMs?: number;
  readonly maxBytes?: number;
}

/** One request; a GET unless it has a body. */
export interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for all of it. */
  readonly deadlineMs?: number;
}

/** For a file or a page; who asks a model for an answer is more patient. */
const RETRIES: RetryPolicy = { attempts: 5, backoffMs: 500, maxWaitMs: 60_000 };
const DEFAULTS = { stallMs: 30_000, maxBytes: 64 * 2 ** 20 };
/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 1_000;

/** Why a request failed. `status` is there when the server answered. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number | undefined;
  /** Whether another try may help, and the wait that the server asked for. */
  readonly retry: boolean;
  readonly waitMs: number | undefined;

  constructor(message: string, options: { status?: number; retry: boolean; waitMs?: number; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.retry = options.retry;
    this.waitMs = options.waitMs;
  }
}

/**
 * Downloads a URL, following redirects.
 *
 * @returns the whole body
 * @throws HttpError after the last try; the signal's reason when it is aborted
 */
export function download(url: URL, transfer: Transfer): Promise<Buffer> {
  return retrying(
    () => request(url, transfer, {}, (response, onBytes) => readBody(response, transfer, onBytes)),
    transfer,
  );
}

/**
 * Calls `once` until it succeeds, fails for good, or has had all its tries.
 *
 * @throws HttpError after the last try; the signal's reason when it is aborted
 */
export function retrying<T>(once: () => Promise<T>, transfer: Transfer): Promise<T> {
  return withRetries(once, troubleOf, { ...RETRIES, ...transfer }, transfer);
}

/**
 * One try: `read` consumes the body of a successful answer and tells of every piece that arrives.
 *
 * @throws HttpError for an answer that is no success, and when no byte arrives for too long
 */
export async function request<T>(
  url: URL,
  transfer: Transfer,
  { headers = {}, body, deadlineMs }: Request,
  read: (response: Response, onBytes: () => void) => Promise<T>,
): Promise<T> {
  const { stallMs } = { ...DEFAULTS, ...transfer };
  const stalled = new AbortController();
  const silence = new HttpError(`no byte from ${url.host} for ${stallMs / 1000} s`, { retry: true });
  const timer = setTimeout(() => stalled.abort(silence), stallMs);
  const limits = [transfer.signal, deadlineMs === undefined ? undefined : deadline(deadlineMs)];
  const signal = AbortSignal.any([stalled.signal, ...limits.filter((it) => it !== undefined)]);
  try {
    const authorization = transfer.token && { authorization: `Bearer ${transfer.token}` };
    const method = body === undefined ? "GET" : "POST";
    const response = await fetch(url, {
      method,
      body,
      headers: { ...headers, ...authorization },
      signal,
    } as RequestInit);
    if (!response.ok) throw await statusError(response);
    return await read(response, () => timer.refresh());
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @returns the whole body of a response
 * @throws HttpError where it is longer than it may be
 */
export async function readBody(response: Response, transfer: Transfer, onBytes: () => void): Promise<Buffer> {
  const { maxBytes, report } = { ...DEFAULTS, ...transfer };
  const total = Number(response.headers.get("content-length") ?? 0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  let told = Date.now();
  for await (const chunk of response.body ?? []) {
    onBytes();
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBytes) throw new HttpError(`the answer is longer than ${maxBytes} bytes`, { retry: false });
    if (Date.now() - told < PROGRESS_MS) continue;
    told = Date.now();
    report(`downloaded ${kilobytes(size)}${total > 0 ? ` of ${kilobytes(total)}` : ""}`);
  }
  return Buffer.concat(chunks);
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}

async function statusError(response: Response): Promise<HttpError> {
  await response.body?.cancel();
  const { status } = response;
  const waitMs = retryAfterMs(response.headers.get("retry-after"));
  const asked = waitMs !== undefined && waitMs > RETRIES.maxWaitMs ? `, asking for ${Math.ceil(waitMs / 1000)} s` : "";
  const message = `${new URL(response.url).host} answered ${status}${asked}`;
  return new HttpError(message, { status, retry: isPassing(status), ...(waitMs !== undefined && { waitMs }) });
}

/** System errors that pass; a name that does not resolve or a refused connection do not. */
const PASSING_CODES = /^(ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|UND_ERR_.*)$/;

function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof HttpError) return { error: thrown, retry: thrown.retry, waitMs: thrown.waitMs };
  const cause = (thrown as { cause?: { code?: string; message?: string } }).cause;
  const reason = cause?.code ?? cause?.message ?? String(thrown);
  const retry = PASSING_CODES.test(reason);
  return { retry, error: new HttpError(`connection failed (${reason})`, { retry, cause: thrown }) };
}
