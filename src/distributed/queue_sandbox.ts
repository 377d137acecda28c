/** A sandbox that workers have: its jobs go over the queue. */
import type { ExecutionOf, Job, Limits, Sandbox, SandboxInfo } from "../core/index.ts";
import { InfraError, UserError } from "../lib/errors.ts";
import { jobId } from "./keys.ts";
import type { AskedRun } from "./queue_model.ts";
import type { JudgeJob } from "./wire.ts";

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
  const run = async <J extends Job>(job: J, limits: Limits, signal?: AbortSignal): Promise<ExecutionOf[J["kind"]]> => {
    if (job.kind === "command") throw new Error("commands name folders of this machine");
    const sent = job as unknown as JudgeJob["job"];
    const execution = await execute(options, sent, limits, number(jobId("judge", sent, limits)), signal);
    await options.audit?.(sent, limits, execution);
    return execution as unknown as ExecutionOf[J["kind"]];
  };
  return { info: options.info, concurrency: IN_FLIGHT, run, [Symbol.asyncDispose]: async () => {} };
}

async function execute(
  { desk, run, epoch }: QueueSandboxOptions,
  job: JudgeJob["job"],
  limits: Limits,
  nth: number,
  signal: AbortSignal | undefined,
) {
  const avoid: string[] = [];
  let last = "";
  for (let tries = 0; tries < TRIES; tries++) {
    const id = jobId("judge", run, job, limits, nth, tries);
    const sent: JudgeJob = { run, epoch, id, job, limits, avoid: [...avoid] };
    const { worker, result } = await desk.ask("judge", sent, signal);
    if (!result.ok) {
      if (result.fault === "user") throw new UserError(`${worker}: ${result.error}`);
      avoid.push(worker);
      last = `${worker}: ${result.error}`;
    } else if (result.execution.kind === job.kind) return result.execution;
    else last = `${worker}: it answered another kind of job`;
  }
  throw new InfraError(last);
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
