/** What a worker's answers depend on, so that all workers of a run can be held against the first. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { type ChatModel, interpreterVersions, type Sandbox } from "../core/index.ts";
import { configDifferences, JUDGE_VERSION } from "../evaluation/config.ts";
import { harnessOf } from "../languages/index.ts";
import type { Role } from "./keys.ts";

type Identity = Readonly<Record<string, unknown>>;

/**
 * Weights, format, runtime, template (the model's own word), and a digest of its logits: another processor may give a
 * model that computes here other bits. Empty for models whose answers do not come from this machine's arithmetic.
 */
export function modelIdentity({ identity, dtype, logits = "" }: ChatModel): Identity {
  return { model: identity, dtype, logits };
}

/** Of what all workers of a kind must be: answers say what they were made under. */
export function identityDigest(identity: Identity): string {
  return sha256(JSON.stringify(identity));
}

/** Harness, interpreter, isolation and what candidates may import. */
export function judgeIdentity({ info }: Sandbox): Identity {
  const { kind, tier, details } = info;
  const interpreter = Object.values(interpreterVersions(info)).join();
  return { judge: JUDGE_VERSION, harness: harnessDigest(), kind, tier, interpreter, numpy: details.numpy ?? "" };
}

function harnessDigest(): string {
  const { folder, files: names } = harnessOf();
  const files = readdirSync(folder).filter((file) => names.includes(file.replace(/\.[a-z]+$/, "")));
  return sha256(
    files
      .sort()
      .map((name) => readFileSync(new URL(name, folder), "utf8"))
      .join("\0"),
  );
}

/** Differences in words; none where both do the same. A judge may have a stronger isolation layer than the run's. */
export function differences(role: Role, run: Identity, own: Identity): string[] {
  if (role === "model") return configDifferences(run, own);
  const [weak, strong] = [rankOf(run.tier), rankOf(own.tier)];
  const atLeast = run.kind === own.kind && strong >= weak ? { tier: run.tier } : {};
  return configDifferences(run, { ...own, ...atLeast });
}

/** Isolation layers of processes, weakest first; names carry what stands beside them. */
const RANKS = ["unsafe:", "landlock+seccomp", "uid+", "bubblewrap", "user-namespace", "namespaces+uid"];

function rankOf(tier: unknown): number {
  return RANKS.findLastIndex((name) => String(tier).startsWith(name));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
