/** What a sandbox and its candidates are given, from the flags of the commands that judge. */
import type { Language, Limits } from "../core/index.ts";
import type { SandboxOptions } from "../sandbox/index.ts";
import { limitsFromFlags } from "../sandbox/limits.ts";
import type { sandboxFlags } from "./flags/sandbox_flags.ts";
import { chosen } from "./flags/settings.ts";
import type { FlagsOf } from "./flags/table.ts";

type Own = Extract<keyof typeof sandboxFlags, keyof FlagsOf<"rescore">>;

/** The flags of the sandbox, shared by every command that runs candidates. */
export type SandboxFlags = Pick<FlagsOf<"rescore">, Own>;

export function limitsOf(flags: Omit<SandboxFlags, "sandbox">): Limits {
  return limitsFromFlags(chosen(flags, "limits"));
}

/**
 * What `openSandbox` is to be given.
 *
 * @param languages of the candidates, whose tools it needs
 */
export function sandboxOf(flags: SandboxFlags, languages: readonly Language[] = []): SandboxOptions {
  return { ...sandboxPlace(flags, languages), limits: limitsOf(flags) };
}

/** Those of them that say where candidates run, not what they may use. */
type PlaceFlags = Pick<FlagsOf<"worker">, Extract<keyof typeof sandboxFlags, keyof FlagsOf<"worker">>>;

/** The same without the limits, for those who are told them. */
export function sandboxPlace(flags: PlaceFlags, languages: readonly Language[] = []): SandboxOptions {
  return {
    executables: languages.flatMap(({ tools }) => tools),
    kind: flags.sandbox,
    concurrency: flags["exec-concurrency"],
    allowUnsafe: flags["unsafe-sandbox"],
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
