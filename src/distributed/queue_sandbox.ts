/** A sandbox that workers have: its jobs go over the queue. */
import type { ExecutionOf, Job, Limits, Sandbox, SandboxInfo } from "../core/index.ts";
import { InfraError, UserError } from "../lib/errors.ts";
import { jobId } from "./keys.ts";
import type { AskedRun } from "./queue_model.ts";
import { type JudgeJob, judgeJobId, judgeJobSchema } from "./wire.ts";

/** Workers that a job is sent to, one after the other, before the isolation layer has failed on it. */
const TRIES = 3;
/** Jobs that a search may have in flight. */
const IN_FLIGHT = 16;

export interface QueueSandboxOptions extends AskedRun {
  readonly info: SandboxInfo;
  /** Holds an execution against one at home. @throws UserError on a difference */
  readonly audit?: (
    job: JudgeJob["job"],
    limits: Limits,
    execution: ExecutionOf[JudgeJob["job"]["kind"]],
  ) => Promise<void>;
}

export function queueSandbox(options: QueueSandboxOptions): Sandbox {
  const number = counter();
  const buried = new Map<string, string>();
  const run = async <J extends Job>(wanted: J, most: Limits, signal?: AbortSignal): Promise<ExecutionOf[J["kind"]]> => {
    if (wanted.kind === "command") throw new Error("commands name folders of this machine");
    const { job, limits } = asRead(wanted, most);
    const key = jobId("judge", job, limits);
    const execution = await execute({ ...options, buried }, { job, limits, key, nth: number(key), signal });
    await options.audit?.(job, limits, execution);
    return execution as unknown as ExecutionOf[J["kind"]];
  };
  return { info: options.info, concurrency: IN_FLIGHT, run, [Symbol.asyncDispose]: async () => {} };
}

/** Made once: a schema is compiled when it is first used. */
const wantedSchema = judgeJobSchema.pick({ job: true, limits: true });

/** As a worker will read it: its name is made of that. */
function asRead(job: Job, limits: Limits): Pick<JudgeJob, "job" | "limits"> {
  return wantedSchema.parse(JSON.parse(JSON.stringify({ job, limits })));
}

interface Wanted {
  readonly job: JudgeJob["job"];
  readonly limits: Limits;
  /** The same for the same job. */
  readonly key: string;
  readonly nth: number;
  readonly signal: AbortSignal | undefined;
}

/** @param buried jobs that end their workers, and how that was noticed: nobody is sent them again */
async function execute(
  { desk, run, epoch, buried }: QueueSandboxOptions & { readonly buried: Map<string, string> },
  { job, limits, key, nth, signal }: Wanted,
) {
  const known = buried.get(key);
  if (known !== undefined) throw new InfraError(known);
  const avoid: string[] = [];
  let last = "";
  for (let tries = 0; tries < TRIES; tries++) {
    const asked = { run, job, limits, nth, tries };
    const sent: JudgeJob = { ...asked, epoch, id: judgeJobId(asked), avoid: [...avoid] };
    const { worker, result } = await desk.ask("judge", sent, signal);
    if (!result.ok) {
      if (result.fault === "user") throw new UserError(`${worker}: ${result.error}`);
      if (result.fault === "poison") {
        desk.bury(`${titleOf(job)}: ${result.error}`);
        buried.set(key, result.error);
        throw new InfraError(result.error);
      }
      avoid.push(worker);
      last = `${worker}: ${result.error}`;
    } else if (result.execution.kind === job.kind) return result.execution;
    else last = `${worker}: it answered another kind of job`;
  }
  throw new InfraError(last);
}

/** How a job is called in lines for people. */
function titleOf(job: JudgeJob["job"]): string {
  if (job.kind === "check") return `a check of ${job.entryPoint}`;
  return job.kind === "stdio" ? "a program with its inputs" : job.argv[0];
}

/** Equal programs are judged each for itself: the same question for the nth time is another job. */
function counter(): (key: string) => number {
  const seen = new Map<string, number>();
  return (key) => {
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return nth;
  };
}
