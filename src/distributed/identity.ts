/** What a worker's answers depend on, so that all workers of a run can be held against the first. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { type ChatModel, interpreterVersions, type Sandbox } from "../core/index.ts";
import { configDifferences, JUDGE_VERSION } from "../evaluation/config.ts";
import { harnessOf } from "../languages/index.ts";
import { fromMessage } from "../models/chat.ts";
import type { Role } from "./keys.ts";

type Identity = Readonly<Record<string, unknown>>;

/** One prompt, the same everywhere: another processor may give a model that computes here other bits. */
const PROBE = "Write a function that returns the n-th Fibonacci number, and explain each line in one sentence.";

/** Weights, format, runtime, template (the model's own word), and what it makes of a fixed prompt. */
export async function modelIdentity(model: ChatModel): Promise<Identity> {
  return { model: model.identity, dtype: model.dtype, probe: await probeOf(model) };
}

/** Empty for models whose answers do not come from this machine's arithmetic. */
async function probeOf({ chat, dtype, remote }: ChatModel): Promise<string> {
  if (dtype === "" || remote) return "";
  const { text, completionTokens } = fromMessage(await chat.invoke([["user", PROBE]], { seed: 1 }));
  return sha256(JSON.stringify([text, completionTokens]));
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
