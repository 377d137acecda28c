/** The isolation layers that the conformance suite runs against: the strongest of this machine; with CI=true, every one. */
import type { SandboxOptions } from "../../src/sandbox/index.ts";
import { thisMachine } from "../../src/sandbox/process.ts";
import { TIERS } from "../../src/sandbox/tiers.ts";
import { DOCKER_MISSING } from "../support/docker.ts";

export interface BackendUnderTest {
  readonly name: string;
  readonly options: Pick<SandboxOptions, "kind" | "tier" | "allowUnsafe">;
  /** Why it cannot be tested here. */
  readonly missing: string | undefined;
}

export const LONG = process.env.CI === "true";
/** What the machine that runs the long suites is to have. */
const REQUIRED = "bubblewrap is not installed";

/** The isolation layers to test, each with the reason why it is left out, if it is. */
export function backends(): BackendUnderTest[] {
  const machine = thisMachine();
  let strongest: string | undefined;
  const docker = { name: "docker", options: { kind: "docker" }, missing: DOCKER_MISSING } as const;
  const processes = TIERS.filter(({ unsafe }) => !unsafe).map((tier) => {
    const unfit = tier.unfit(machine);
    if (unfit === undefined) strongest ??= tier.name;
    const rest = LONG || tier.name === strongest ? undefined : "left to the long run (CI=true)";
    const missing = LONG && unfit === REQUIRED ? undefined : (unfit ?? rest);
    // One that cannot hold a limit is tested with what it does hold.
    return { name: tier.name, options: { kind: "process", tier: tier.name, allowUnsafe: true } as const, missing };
  });
  return [...processes, docker];
}
