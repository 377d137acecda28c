/** One GET that survives a bad connection: retries with back-off, a stall time-out, a limit on the size. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Report } from "./report.ts";

export interface DownloadOptions {
  /** Sent as a bearer token; `fetch` drops it when a redirect leaves the origin. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly report: Report;
  readonly signal?: AbortSignal;
  /** Tries in all. */
  readonly attempts?: number;
  /** Milliseconds before the second try; each later wait is twice as long. */
  readonly backoffMs?: number;
  /** Milliseconds without a byte after which a connection is given up. */
  readonly stallMs?: number;
  readonly maxBytes?: number;
}

const DEFAULTS = { attempts: 5, backoffMs: 500, stallMs: 30_000, maxBytes: 64 * 2 ** 20 };
/** Longest wait that a server may ask for, in milliseconds. */
const MAX_WAIT_MS = 60_000;
/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 1_000;

/** Why a download failed for good. `status` is there when the server answered. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
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
 * @throws DownloadError after the last try; the signal's reason when it is aborted
 */
export function download(url: URL, options: DownloadOptions): Promise<Buffer> {
  return retrying(() => request(url, options, (response, onBytes) => readBody(response, options, onBytes)), options);
}

/**
 * Calls `once` until it succeeds, fails for good, or has had all its tries.
 *
 * @throws DownloadError after the last try; the signal's reason when it is aborted
 */
export async function retrying<T>(once: () => Promise<T>, options: DownloadOptions): Promise<T> {
  const { attempts, backoffMs } = { ...DEFAULTS, ...options };
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (thrown) {
      options.signal?.throwIfAborted();
      const error = asDownloadError(thrown);
      const waitMs = error.waitMs ?? jittered(backoffMs * 2 ** (attempt - 1));
      if (!error.retry || attempt >= attempts || waitMs > MAX_WAIT_MS) throw error;
      options.report(`${error.message}; trying again in ${(waitMs / 1000).toFixed(1)} s`);
      // The wait itself fails only when it is aborted, with an error that is not the signal's reason.
      await sleep(waitMs, undefined, { ...(options.signal && { signal: options.signal }) }).catch(() => {});
      options.signal?.throwIfAborted();
    }
  }
}

/** Between half and the whole of it, so that many clients do not come back at once. */
function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}

/**
 * One try: `read` consumes the body of a successful answer and tells of every piece that arrives.
 *
 * @throws DownloadError for an answer that is no success, and when no byte arrives for too long
 */
export async function request<T>(
  url: URL,
  options: DownloadOptions,
  read: (response: Response, onBytes: () => void) => Promise<T>,
): Promise<T> {
  const { stallMs } = { ...DEFAULTS, ...options };
  const stalled = new AbortController();
  const timer = setTimeout(
    () => stalled.abort(new DownloadError(`no byte from ${url.host} for ${stallMs / 1000} s`, { retry: true })),
    stallMs,
  );
  const signal = options.signal ? AbortSignal.any([options.signal, stalled.signal]) : stalled.signal;
  try {
    const headers = { ...options.headers, ...(options.token && { authorization: `Bearer ${options.token}` }) };
    const response = await fetch(url, { headers, signal });
    if (!response.ok) throw await statusError(response);
    return await read(response, () => timer.refresh());
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(response: Response, options: DownloadOptions, onBytes: () => void): Promise<Buffer> {
  const { maxBytes, report } = { ...DEFAULTS, ...options };
  const total = Number(response.headers.get("content-length") ?? 0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  let told = Date.now();
  for await (const chunk of response.body ?? []) {
    onBytes();
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBytes) throw new DownloadError(`the answer is longer than ${maxBytes} bytes`, { retry: false });
    if (Date.now() - told < PROGRESS_MS) continue;
    told = Date.now();
    report(`downloaded ${kilobytes(size)}${total > 0 ? ` of ${kilobytes(total)}` : ""}`);
  }
  return Buffer.concat(chunks);
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}

/** Statuses that say "not now" rather than "no". */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

async function statusError(response: Response): Promise<DownloadError> {
  await response.body?.cancel();
  const { status } = response;
  const waitMs = retryAfterMs(response.headers.get("retry-after"));
  const asked = waitMs !== undefined && waitMs > MAX_WAIT_MS ? `, asking for ${Math.ceil(waitMs / 1000)} s` : "";
  const message = `${new URL(response.url).host} answered ${status}${asked}`;
  return new DownloadError(message, { status, retry: PASSING.has(status), ...(waitMs !== undefined && { waitMs }) });
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** System errors that pass; a name that does not resolve or a refused connection do not. */
const PASSING_CODES = /^(ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|UND_ERR_.*)$/;

function asDownloadError(thrown: unknown): DownloadError {
  if (thrown instanceof DownloadError) return thrown;
  const cause = (thrown as { cause?: { code?: string; message?: string } }).cause;
  const reason = cause?.code ?? cause?.message ?? String(thrown);
  return new DownloadError(`connection failed (${reason})`, { retry: PASSING_CODES.test(reason), cause: thrown });
}
