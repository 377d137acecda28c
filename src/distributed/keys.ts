/** The names of all that stands in Redis. docs/many_machines.md says which role may touch which. */
import { createHash } from "node:crypto";
import { canonicalJson } from "../lib/canonical_json.ts";

export const PREFIX = "code-repair";

/** Two kinds of work, so that each scales on its own. */
export const ROLES = ["model", "judge"] as const;
export type Role = (typeof ROLES)[number];

/** What the coordinator tells workers of the run. */
export const RUN_KEY = `${PREFIX}:run`;
/** Who coordinates, while it lives. */
export const LEASE_KEY = `${PREFIX}:coordinator`;
/** There while workers are to leave. */
export const DRAIN_KEY = `${PREFIX}:drain`;
export const EPOCH_KEY = `${PREFIX}:epoch`;

/** Name → what a worker last said of itself. */
export function rosterKey(role: Role): string {
  return `${PREFIX}:workers:${role}`;
}

/** One queue for each model, so that its rate limit counts for it alone; judges are all alike. */
export function jobsQueue(role: Role, model: string): string {
  return role === "judge" ? role : `model.${createHash("sha256").update(model).digest("hex").slice(0, 8)}`;
}

export function answersQueue(role: Role): string {
  return `${role}-answers`;
}

/** The name of a job: the same for the same question. BullMQ allows no colon and no digits alone. */
export function jobId(role: Role, ...parts: readonly unknown[]): string {
  const digest = createHash("sha256").update(canonicalJson(parts)).digest("hex").slice(0, 40);
  return `${role}-${digest}`;
}
