/** The last result of `doctor --attack`, which later run files name. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type CheckUp, checkUpSchema, type SandboxInfo } from "../core/index.ts";
import { makeFolder, writeAtomically } from "../lib/files.ts";
import { cacheFolder } from "../lib/paths.ts";
import { recall } from "../lib/remembered.ts";

const path = (): string => join(cacheFolder(), "check_up.json");

interface Attacked {
  readonly name: string;
  readonly code: string;
}

export async function saveCheckUp(isolation: SandboxInfo, attacks: readonly Attacked[], broken: readonly string[]) {
  const told = [isolation, attacks.map(({ name, code }) => [name, code]), broken];
  const result: CheckUp = {
    at: new Date().toISOString(),
    kind: isolation.kind,
    tier: isolation.tier,
    attacks: attacks.length,
    broken: [...broken],
    hash: createHash("sha256").update(JSON.stringify(told)).digest("hex"),
  };
  await makeFolder(cacheFolder(), "CODE_REPAIR_CACHE");
  await writeAtomically(path(), `${JSON.stringify(result, null, 2)}\n`);
}

/** The last check-up of the same isolation layer; undefined where there was none. */
export async function lastCheckUp({ kind, tier }: SandboxInfo): Promise<CheckUp | undefined> {
  const saved = await recall(path(), checkUpSchema);
  return saved?.kind === kind && saved.tier === tier ? saved : undefined;
}
