/** The last result of `doctor --attack`, which later run files name. */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { type CheckUp, checkUpSchema, type SandboxInfo } from "../core/index.ts";
import { PROJECT_ROOT } from "../datasets/index.ts";
import { makeFolder, writeAtomically } from "../lib/files.ts";
import { recall } from "../lib/remembered.ts";

const PATH = join(PROJECT_ROOT, ".cache", "check_up.json");

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
  await makeFolder(dirname(PATH));
  await writeAtomically(PATH, `${JSON.stringify(result, null, 2)}\n`);
}

/** The last check-up of the same isolation layer; undefined where there was none. */
export async function lastCheckUp({ kind, tier }: SandboxInfo): Promise<CheckUp | undefined> {
  const saved = await recall(PATH, checkUpSchema);
  return saved?.kind === kind && saved.tier === tier ? saved : undefined;
}
