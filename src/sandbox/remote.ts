/** `--sandbox remote`: programs are run by an execution API, one request per case. */
import pLimit, { type LimitFunction } from "p-limit";
import { z } from "zod";
import {
  type CaseExecution,
  type CompareRule,
  type ExecutionOf,
  type Isolated,
  type Limits,
  type ProgramRunner,
  type Report,
  type SandboxInfo,
  type StdioExecution,
  type StdioJob,
  sandboxInfo,
} from "../core/index.ts";
import { DEFAULT_LANGUAGE } from "../languages/index.ts";
import { InfraError, messageOf, UserError } from "../lib/errors.ts";
import { HttpError, readBody, request } from "../lib/http.ts";
import { DEFAULT_RETRIES, type RetryPolicy, type Trouble, WRONG_REPLIES, withRetries } from "../lib/retry.ts";

/** The variable that says where the API is. */
export const REMOTE_URL = "CYBER_URL";
/** Seconds that the server is told a program may take, at least. */
const SERVER_TIMEOUT = 30;
/** Seconds beyond that for the way there and back. */
const TRAVEL = 30;

export interface RemoteOptions {
  /** `CYBER_URL` by default. */
  readonly url?: string | undefined;
  /** Requests in flight. */
  readonly concurrency: number;
  readonly retries?: Partial<RetryPolicy> | undefined;
  readonly report: Report;
  /** Whether a program printed what it should have: our own word, beside which the server's does not count. */
  readonly agrees: (printed: string, expected: string, rule?: CompareRule) => boolean;
}

const stream = z.string().nullish();
const answerSchema = z.object({
  passed: z.boolean(),
  exec_output: z.object({ run_output: z.object({ stdout: stream, stderr: stream }).nullish() }).nullish(),
  uncaught_exception: z.unknown().optional(),
});
type Answer = z.infer<typeof answerSchema>;

/** @throws UserError where nobody says where the API is */
export function openRemoteSandbox(options: RemoteOptions): Isolated & ProgramRunner {
  const url = options.url ?? process.env[REMOTE_URL];
  if (!url) throw new UserError(`${REMOTE_URL} is not set`, { hint: "set it to the address of the execution API" });
  if (!URL.canParse(url)) throw new UserError(`${REMOTE_URL} is no URL: ${url}`);
  return new RemoteSandbox(new URL(url), options);
}

const SERVERS = "the server's";

class RemoteSandbox implements Isolated, ProgramRunner {
  readonly info: SandboxInfo;
  readonly concurrency: number;
  readonly #url: URL;
  readonly #options: RemoteOptions;
  readonly #limit: LimitFunction;

  constructor(url: URL, options: RemoteOptions) {
    this.#url = url;
    this.#options = options;
    this.#limit = pLimit(options.concurrency);
    this.concurrency = options.concurrency;
    this.info = sandboxInfo({ kind: "remote", tier: SERVERS, interpreter: SERVERS, details: { host: url.host } });
  }

  /** Throws InfraError when the server fails for good. */
  async run<J extends StdioJob>(job: J, limits: Limits, signal?: AbortSignal): Promise<ExecutionOf[J["kind"]]> {
    return (await this.#runCases(job, limits, signal)) as ExecutionOf[J["kind"]];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#limit.clearQueue();
  }

  async #runCases(job: StdioJob, limits: Limits, signal: AbortSignal | undefined): Promise<StdioExecution> {
    let disagreements = 0;
    const one = async (stdin: string, index: number): Promise<CaseExecution> => {
      const expected = job.expected?.[index] ?? "";
      const started = performance.now();
      const answer = await this.#ask(job, stdin, expected, limits, signal);
      const seconds = (performance.now() - started) / 1000;
      const stdout = answer.exec_output?.run_output?.stdout ?? undefined;
      if (stdout !== undefined && answer.passed !== this.#options.agrees(stdout, expected, job.compare))
        disagreements++;
      return caseExecution(answer, seconds, limits);
    };
    const cases = await Promise.all(job.stdins.map((stdin, index) => this.#limit(one, stdin, index)));
    if (disagreements > 0)
      this.#options.report(`the server judged ${disagreements} of ${cases.length} outputs otherwise; ours counts`);
    return { kind: "stdio", cases };
  }

  #ask(job: StdioJob, stdin: string, expected: string, limits: Limits, signal: AbortSignal | undefined) {
    const timeout = Math.max(SERVER_TIMEOUT, Math.ceil(limits.timeoutSec));
    const url = new URL(this.#url);
    const query = { language: DEFAULT_LANGUAGE.id, environment: "default", timeout, generation_formatting: true };
    const imports = { fill_missing_imports: job.imports !== "none" };
    for (const [name, value] of Object.entries({ ...query, ...imports })) url.searchParams.set(name, String(value));
    const body = JSON.stringify({ code: job.program, test: { stdin, stdout: expected } });
    return withRetries(
      () => this.#post(url, body, timeout + TRAVEL, signal),
      (thrown) => this.#trouble(thrown),
      { ...DEFAULT_RETRIES, ...this.#options.retries },
      { report: this.#options.report, signal },
    );
  }

  async #post(url: URL, body: string, seconds: number, signal: AbortSignal | undefined): Promise<Answer> {
    const deadlineMs = seconds * 1000;
    const transfer = { report: this.#options.report, signal, stallMs: deadlineMs };
    const headers = { "content-type": "application/json" };
    const reply = await request(url, transfer, { headers, body, deadlineMs }, (response, onBytes) =>
      readBody(response, transfer, onBytes),
    );
    return answerSchema.parse(JSON.parse(reply.toString("utf8")));
  }

  #trouble(thrown: unknown): Trouble {
    const server = this.#url.host;
    if (thrown instanceof HttpError && thrown.status !== undefined) return refusal(thrown, thrown.status);
    const cause = thrown instanceof Error ? (thrown.cause as NodeJS.ErrnoException | undefined) : undefined;
    const wrong = thrown instanceof z.ZodError || thrown instanceof SyntaxError;
    const why = wrong ? "its reply is none of the execution API" : (cause?.code ?? messageOf(thrown));
    const error = new InfraError(`${server}: ${why}`, { cause: thrown });
    return { retry: true, error, ...(wrong && { attempts: WRONG_REPLIES }) };
  }
}

/** Another status than success: a pause, a program that is too large, or another kind of server. */
function refusal(cause: HttpError, status: number): Trouble {
  const { message, retry, waitMs } = cause;
  if (retry || status === 413) return { retry, error: new InfraError(message, { cause }), waitMs };
  const hint = `is ${REMOTE_URL} the address of the execution API?`;
  return { retry: false, error: new UserError(message, { hint, cause }) };
}

function caseExecution({ passed, exec_output, uncaught_exception }: Answer, seconds: number, limits: Limits) {
  const { stdout, stderr } = exec_output?.run_output ?? {};
  const exception = uncaught_exception ? textOf(uncaught_exception) : "";
  const output = cut(stdout ?? "", limits.outputBytes);
  const errors = cut([stderr ?? "", exception].filter((it) => it !== "").join("\n"), limits.outputBytes);
  const limit = /time.?limit|timed? ?out/i.test(exception) ? "time" : output.cut ? "output" : null;
  return {
    exitCode: limit !== null ? null : exception === "" ? 0 : 1,
    stdout: output.text,
    stderr: errors.text,
    stdoutCut: output.cut,
    stderrCut: errors.cut,
    runtimeSec: seconds,
    cpuSec: 0,
    limit,
    ...(stdout === undefined || stdout === null ? { claimed: passed } : {}),
  } as const;
}

function textOf(exception: unknown): string {
  return typeof exception === "string" ? exception : JSON.stringify(exception);
}

function cut(text: string, bytes: number): { readonly text: string; readonly cut: boolean } {
  const whole = Buffer.from(text);
  return whole.length <= bytes ? { text, cut: false } : { text: whole.subarray(0, bytes).toString("utf8"), cut: true };
}
