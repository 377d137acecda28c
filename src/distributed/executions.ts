/** What sandboxes are asked and answer, as schemas: both sides of the queue check them. */
import { z } from "zod";
import {
  COMPARE_RULES,
  type ExecutionOf,
  failureSchema,
  IMPORT_PRELUDES,
  type Limits,
  type Sandbox,
  VERDICTS,
} from "../core/index.ts";

const seconds = z.number().nonnegative();
const imports = z.enum(IMPORT_PRELUDES);

export const limitsSchema = z.object({
  timeoutSec: z.number().positive(),
  cpuSec: z.number().positive(),
  memoryBytes: z.number().positive(),
  processes: z.number().positive(),
  outputBytes: z.number().positive(),
  fileBytes: z.number().positive(),
  diskBytes: z.number().positive(),
  openFiles: z.number().positive(),
});

/** No `command`: that one names folders. */
export const sandboxJobSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("check"),
    candidate: z.string(),
    tests: z.string(),
    helpers: z.string(),
    entryPoint: z.string(),
    imports,
  }),
  z.object({
    kind: z.literal("stdio"),
    program: z.string(),
    stdins: z.array(z.string()),
    imports,
    expected: z.array(z.string()).exactOptional(),
    compare: z.enum(COMPARE_RULES).exactOptional(),
  }),
  z.object({
    kind: z.literal("executable"),
    argv: z.tuple([z.string()], z.string()),
    stdin: z.string(),
    files: z.record(z.string(), z.string()),
  }),
]);

const execution = z.object({
  exitCode: z.number().int().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  stdoutCut: z.boolean(),
  stderrCut: z.boolean(),
  runtimeSec: seconds,
  cpuSec: seconds,
  limit: z.enum(["time", "memory", "output"]).nullable(),
});
const failure = failureSchema.exactOptional();

export const executionSchema = z.discriminatedUnion("kind", [
  execution.extend({
    kind: z.literal("check"),
    verdict: z.enum(VERDICTS).exclude(["no_code", "sandbox_error"]),
    asserts: z.number().int().nonnegative(),
    failure,
  }),
  z.object({
    kind: z.literal("stdio"),
    cases: z.array(
      execution.extend({ failure, unread: z.boolean().exactOptional(), claimed: z.boolean().exactOptional() }),
    ),
  }),
  execution.extend({ kind: z.literal("executable") }),
]);

type SandboxJob = z.infer<typeof sandboxJobSchema>;
export type SandboxExecution = ExecutionOf[SandboxJob["kind"]];

/** Runs a job of any of these kinds. */
export function runJob(sandbox: Sandbox, job: SandboxJob, limits: Limits): Promise<SandboxExecution> {
  if (job.kind === "check") return sandbox.run(job, limits);
  return job.kind === "stdio" ? sandbox.run(job, limits) : sandbox.run(job, limits);
}
