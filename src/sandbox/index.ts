/** Opens the sandbox that the user asked for. */
import { availableParallelism } from "node:os";
import type { ImportPrelude, Limits, Report, Sandbox, Tool } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import type { DockerSettings } from "./docker.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { openProcessSandbox } from "./process.ts";

export interface SandboxOptions {
  readonly kind: "process" | "docker";
  /** Jobs at once; by default one per core. */
  readonly concurrency?: number | undefined;
  /** One isolation by name, or none (`SANDBOX_TIER` does the same); see `TIERS`. */
  readonly tier?: string | undefined;
  /** Accepts an isolation layer that does not hold where no better one can be built. */
  readonly allowUnsafe?: boolean | undefined;
  /** The import prelude that jobs will name: one with numpy needs an isolation layer that has it. */
  readonly imports?: ImportPrelude | undefined;
  /** Programs that `executable` jobs will name. */
  readonly executables?: readonly Tool[] | undefined;
  /** Somebody else's project, whose programs are not used: an interpreter on the PATH may be its own. */
  readonly avoid?: string | undefined;
  /** For Docker. */
  readonly docker?: DockerSettings | undefined;
  /** The limits that jobs will have; Docker's containers are sized by them. */
  readonly limits?: Limits | undefined;
  /** Told of slow steps, as of the download of an image. */
  readonly report?: Report | undefined;
  /** Told what happens inside, a line at a time. */
  readonly debug?: ((line: string) => void) | undefined;
}

/**
 * A ready sandbox, to be disposed of by the caller.
 * @throws UserError when this machine cannot offer what was asked for, with what to install.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await (options.kind === "docker" ? openDocker(options) : openProcess(options));
  if (options.imports !== "octopack+numpy" || sandbox.info.details.numpy !== undefined) return sandbox;
  await sandbox[Symbol.asyncDispose]();
  throw new UserError(`The ${options.kind} sandbox has no numpy`, { hint: "Use --imports octopack." });
}

function openProcess(options: SandboxOptions): Promise<Sandbox> {
  const { concurrency = availableParallelism(), debug = () => undefined, allowUnsafe, avoid } = options;
  const tier = options.tier ?? process.env.SANDBOX_TIER;
  return openProcessSandbox({
    concurrency,
    debug,
    limits: options.limits ?? DEFAULT_LIMITS,
    tier,
    allowUnsafe,
    avoid,
    numpy: options.imports === "octopack+numpy",
    executables: options.executables,
  });
}

async function openDocker(options: SandboxOptions): Promise<Sandbox> {
  const { openDockerSandbox } = await import("./docker.ts");
  const { concurrency = availableParallelism(), debug = () => undefined, report = () => undefined } = options;
  const { docker: settings = {}, limits = DEFAULT_LIMITS } = options;
  return openDockerSandbox({ concurrency, debug, report, settings, limits, executables: options.executables });
}
