/** A backend that runs programs alone, in the place of one that runs everything. */
import type { ExecutionOf, Isolated, Job, Limits, ProgramRunner, Sandbox } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";

/** Owns the backend. Other jobs than whole programs are refused in one line. */
export function programsOnly(backend: Isolated & ProgramRunner): Sandbox {
  const { info, concurrency } = backend;
  const run = async <J extends Job>(job: J, limits: Limits, signal?: AbortSignal): Promise<ExecutionOf[J["kind"]]> => {
    if (job.kind !== "stdio")
      throw new UserError(`the ${info.kind} sandbox runs programs with stdin and stdout only, in its own language`);
    return (await backend.run(job, limits, signal)) as ExecutionOf[J["kind"]];
  };
  return { info, concurrency, run, [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose]() };
}
