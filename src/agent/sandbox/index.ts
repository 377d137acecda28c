/** Opens the sandbox that the user asked for. */
import { availableParallelism } from "node:os";
import { UserError } from "../../errors.ts";
import type { Sandbox } from "../../types.ts";
import { openProcessSandbox } from "./process.ts";

export interface SandboxOptions {
  readonly kind: "process" | "docker";
  /** Jobs at once; by default one per core. */
  readonly concurrency?: number | undefined;
  /** One wall by name, or none (`SANDBOX_TIER` does the same); see `TIERS`. */
  readonly tier?: string | undefined;
  /** Accepts a wall that does not hold where no better one can be built. */
  readonly allowUnsafe?: boolean | undefined;
  /** Told what happens inside, a line at a time. */
  readonly debug?: ((line: string) => void) | undefined;
}

/**
 * A ready sandbox, to be disposed of by the caller.
 * @throws UserError when this machine cannot offer what was asked for, with what to install.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  if (options.kind === "docker") {
    throw new UserError("The Docker sandbox is not there yet", { hint: "Use --sandbox process." });
  }
  const { concurrency = availableParallelism(), debug = () => undefined, allowUnsafe } = options;
  const tier = options.tier ?? process.env.SANDBOX_TIER;
  return openProcessSandbox({ concurrency, debug, tier, allowUnsafe });
}
