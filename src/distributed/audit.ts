/** `--audit`: a share of the jobs is judged again at home. */
import type { Limits, Sandbox } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { runJob, type SandboxExecution } from "./executions.ts";
import { jobId } from "./keys.ts";
import type { JudgeJob } from "./wire.ts";

type SandboxJob = JudgeJob["job"];
type Ended = SandboxExecution;

export interface AuditOptions {
  /** Of all jobs, from 0 to 1. */
  readonly share: number;
  readonly open: () => Promise<Sandbox>;
}

export interface Auditor extends AsyncDisposable {
  /** @throws UserError where a worker and this machine end a job in different ways */
  readonly check: (job: SandboxJob, limits: Limits, execution: Ended) => Promise<void>;
}

export async function auditor(
  options: AuditOptions | undefined,
  say: (line: string) => void,
): Promise<Auditor | undefined> {
  if (options === undefined) return undefined;
  const sandbox = await options.open();
  let [seen, checked] = [0, 0];
  const check: Auditor["check"] = async (job, limits, execution) => {
    seen++;
    if (checked >= options.share * seen) return;
    checked++;
    const theirs = outcomeOf(execution);
    const again = async (): Promise<boolean> => outcomeOf(await runJob(sandbox, job, limits)) === theirs;
    // Time and memory are a matter of the machine: a third judging decides.
    if ((await again()) || (mayVary(execution) && (await again()))) return;
    throw new UserError(`a worker's verdict is not this machine's (${jobId("judge", job)}): the run is stopped`, {
      hint: "look into that worker; the record in question is not written",
      exitCode: 1,
    });
  };
  return {
    check,
    [Symbol.asyncDispose]: async () => {
      say(`audit: ${checked} of ${seen} jobs judged again here`);
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

/** How it ended, without what differs from time to time. */
function outcomeOf(execution: Ended): string {
  if (execution.kind === "check") return execution.verdict;
  const ends = execution.kind === "stdio" ? execution.cases : [execution];
  return JSON.stringify(ends.map(({ exitCode, limit, stdout }) => [exitCode, limit, stdout]));
}

function mayVary(execution: Ended): boolean {
  if (execution.kind === "check") return /timeout|memory_limit/.test(execution.verdict);
  return true;
}
