/** The sandbox over a pool of fork servers, whatever isolation layer the servers stand behind. */

import type {
  CheckExecution,
  CheckJob,
  ExecutableExecution,
  ExecutableJob,
  ExecutionOf,
  Limits,
  Sandbox,
  SandboxInfo,
  StdioExecution,
  StdioJob,
} from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import type { ServerPool } from "./pool.ts";
import { checkExecution, cpuSeconds, executableExecution, programExecution } from "./verdict.ts";
import type { Reply } from "./wire.ts";

/** A time-out that used this share of its time as CPU was the candidate's own; else the machine may be to blame. */
const BUSY_SHARE = 0.9;

/** How long after a job's time-out a server may take to answer, on a busy machine. */
const PATIENCE_SEC = 30;

type Job = CheckJob | StdioJob | ExecutableJob;

/** A job as a fork server takes it: a `stdio` job one case at a time, the others whole. */
type ServerJob = { readonly limits: Limits } & (
  | CheckJob
  | ExecutableJob
  | (Omit<StdioJob, "stdins"> & { readonly stdin: string })
);

interface ForkedParts {
  readonly executables?: readonly string[] | undefined;
  readonly close?: () => Promise<void>;
}

/** Owns its pool. */
export class ForkedSandbox implements Sandbox {
  readonly info: SandboxInfo;
  readonly concurrency: number;
  private readonly pool: ServerPool;
  private readonly executables: readonly string[];
  private readonly close: () => Promise<void>;

  /** @param parts `executables`: names that its servers know; `close` is called last, for what the pool does not own */
  constructor(info: SandboxInfo, pool: ServerPool, parts: ForkedParts = {}) {
    this.info = info;
    this.pool = pool;
    this.executables = parts.executables ?? [];
    this.close = parts.close ?? (async () => {});
    this.concurrency = pool.size;
  }

  /** Throws InfraError when the isolation layer fails, UserError for a job that this isolation layer does not take, the signal's reason. */
  async run<J extends Job>(job: J, limits: Limits, signal?: AbortSignal): Promise<ExecutionOf[J["kind"]]> {
    signal?.throwIfAborted();
    return (await this.runAny(job, limits, signal)) as ExecutionOf[J["kind"]];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool[Symbol.asyncDispose]();
    await this.close();
  }

  private runAny(job: Job, limits: Limits, signal: AbortSignal | undefined): Promise<ExecutionOf[Job["kind"]]> {
    if (job.kind === "executable") return this.executable(job, limits, signal);
    if (job.imports === "octopack+numpy" && this.info.details.numpy === undefined) {
      throw new UserError("This sandbox was opened without numpy");
    }
    return job.kind === "check" ? this.check(job, limits, signal) : this.stdio(job, limits, signal);
  }

  private async executable(job: ExecutableJob, limits: Limits, signal?: AbortSignal): Promise<ExecutableExecution> {
    const [name] = job.argv;
    if (!this.executables.includes(name)) throw new UserError(`This sandbox was opened without ${name}`);
    return executableExecution(await this.confirmed({ ...job, limits }, signal), limits);
  }

  private async check(job: CheckJob, limits: Limits, signal: AbortSignal | undefined): Promise<CheckExecution> {
    return checkExecution(await this.confirmed({ ...job, limits }, signal), limits);
  }

  private async stdio(job: StdioJob, limits: Limits, signal: AbortSignal | undefined): Promise<StdioExecution> {
    const { program, imports, stdins } = job;
    const run = (stdin: string): Promise<Reply> =>
      this.confirmed({ kind: job.kind, program, imports, stdin, limits }, signal);
    const replies = await Promise.all(stdins.map(run));
    return { kind: "stdio", cases: replies.map((reply) => programExecution(reply, limits)) };
  }

  /** A wall-clock time-out without the CPU time to show for it counts only when it happens again, run alone. */
  private async confirmed(job: ServerJob, signal: AbortSignal | undefined): Promise<Reply> {
    const reply = await this.once(job, signal, false);
    const idle = reply.limit === "time" && cpuSeconds(reply) < BUSY_SHARE * job.limits.timeoutSec;
    return idle ? this.once(job, signal, true) : reply;
  }

  private once(job: ServerJob, signal: AbortSignal | undefined, alone: boolean): Promise<Reply> {
    return this.pool.use(async (server) => {
      signal?.throwIfAborted();
      const stop = (): void => server.kill();
      signal?.addEventListener("abort", stop, { once: true });
      try {
        return await server.run(job, job.limits.timeoutSec + PATIENCE_SEC);
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      } finally {
        signal?.removeEventListener("abort", stop);
      }
    }, alone);
  }
}
