/** The flags that choose and size the sandbox, shared by every command that runs candidates. */
import type { Options } from "yargs";
import { z } from "zod";
import type { Limits } from "../core/index.ts";
import type { SandboxOptions } from "../sandbox/index.ts";
import { type LimitFlags, limitsFromFlags } from "../sandbox/limits.ts";
import { choice, flag, inGroup, numberFlag, oneOf, seconds, text, wholeFrom } from "./flags.ts";

const SANDBOXES = ["process", "docker"] as const;

export const sandboxOptions = inGroup("Sandbox", {
  sandbox: choice("the isolation layer that candidates run behind", SANDBOXES, "process"),
  "exec-concurrency": text("candidates that run at once (default: the cores)"),
  "unsafe-sandbox": flag("accept an isolation layer that does not hold, where no better one can be built"),
  "sandbox-docker-image": text("image with a python3 (default: SANDBOX_DOCKER_IMAGE, else python:3.12-slim)"),
  "sandbox-docker-cpus": text("cores of a container (default: SANDBOX_DOCKER_CPUS, else 1)"),
  "sandbox-docker-memory": text("MiB of a container (default: SANDBOX_DOCKER_MEMORY, else --memory and 512)"),
  "sandbox-docker-pids": text("processes of a container (default: SANDBOX_DOCKER_PIDS, else 256)"),
  "docker-fresh": flag("a container of its own for every candidate"),
  pull: flag("fetch a missing image"),
  timeout: text("seconds a candidate may run", "10"),
  "cpu-time": text("CPU seconds of a candidate (default: --timeout, rounded up)"),
  memory: text("MiB of memory of a candidate", "1024"),
  processes: text("processes and threads of a candidate", "64"),
  output: text("KiB that a candidate may write to each of stdout and stderr", "1024"),
  "file-size": text("MiB of one file that a candidate writes", "16"),
  disk: text("MiB of a candidate's work folder", "64"),
  "open-files": text("files that a candidate may have open", "64"),
} as const satisfies Record<string, Options>);

export const sandboxSchema = {
  sandbox: oneOf(SANDBOXES),
  "exec-concurrency": wholeFrom(1).optional(),
  "unsafe-sandbox": z.boolean(),
  "sandbox-docker-image": z.string().min(1).optional(),
  "sandbox-docker-cpus": numberFlag((it) => it > 0, "must be a number above 0").optional(),
  "sandbox-docker-memory": wholeFrom(1).optional(),
  "sandbox-docker-pids": wholeFrom(1).optional(),
  "docker-fresh": z.boolean(),
  pull: z.boolean(),
  timeout: seconds,
  "cpu-time": seconds.optional(),
  memory: wholeFrom(1),
  processes: wholeFrom(1),
  output: wholeFrom(1),
  "file-size": wholeFrom(1),
  disk: wholeFrom(1),
  "open-files": wholeFrom(1),
};
const flagsSchema = z.object(sandboxSchema);
export type SandboxFlags = z.infer<typeof flagsSchema>;

export function limitsOf(flags: SandboxFlags): Limits {
  const named: LimitFlags = {
    cpuTime: flags["cpu-time"],
    fileSize: flags["file-size"],
    openFiles: flags["open-files"],
  };
  return limitsFromFlags({ ...flags, ...named });
}

/** What `openSandbox` is to be given. */
export function sandboxOf(flags: SandboxFlags): SandboxOptions {
  return {
    kind: flags.sandbox,
    concurrency: flags["exec-concurrency"],
    allowUnsafe: flags["unsafe-sandbox"],
    limits: limitsOf(flags),
    docker: {
      image: flags["sandbox-docker-image"],
      cpus: flags["sandbox-docker-cpus"],
      memory: flags["sandbox-docker-memory"],
      pids: flags["sandbox-docker-pids"],
      pull: flags.pull,
      fresh: flags["docker-fresh"],
    },
  };
}
