/** `<results file>.run.json`: what made the numbers in a results file. */
import { z } from "zod";
import { INTEGRITY_LEVELS } from "./integrity.ts";
import type { DeepReadonly } from "./readonly.ts";

const count = z.number().int();

/** One part of a run that was split over several processes: `index` counts from 1. */
const shardSchema = z.object({ index: count, of: count });
export type Shard = DeepReadonly<z.infer<typeof shardSchema>>;

/** What of the data set a run works on. */
const selectionSchema = z.object({
  /** Ids of the chosen tasks, in their order; of all shards together, where there are some. */
  tasks: z.array(z.string()),
  samples: count.positive(),
  shard: shardSchema.exactOptional(),
});
export type Selection = DeepReadonly<z.infer<typeof selectionSchema>>;

/** One invocation that worked on the file; a resumed run has several. */
const sessionSchema = z.object({
  started_at: z.string(),
  /** Missing when the process was killed. */
  ended_at: z.string().exactOptional(),
  /** How the model was asked otherwise than the settings say, as a server demanded. */
  changes: z.array(z.string()).exactOptional(),
});
export type RunSession = DeepReadonly<z.infer<typeof sessionSchema>>;

/** The results file as the last session left it. */
const sealSchema = z.object({
  records: count,
  /** SHA-256 of the file, in hex. */
  sha256: z.string(),
});
export type ResultsSeal = DeepReadonly<z.infer<typeof sealSchema>>;

/** The result of an attack on an isolation layer. */
export const checkUpSchema = z.object({
  at: z.string(),
  kind: z.string(),
  tier: z.string(),
  attacks: z.number(),
  broken: z.array(z.string()),
  /** SHA-256 over the isolation layer, every attack's name and text, and what was broken. */
  hash: z.string(),
});
export type CheckUp = DeepReadonly<z.infer<typeof checkUpSchema>>;

/** Older versions wrote less, newer ones write more: what is not known here is kept as it is. */
export const runFileSchema = z.looseObject({
  schema_version: count.exactOptional(),
  label: z.string().default(""),
  config_hash: z.string(),
  /** Everything that `config_hash` covers. */
  config: z.record(z.string(), z.unknown()),
  dataset: z.looseObject({
    name: z.string().default(""),
    path: z.string(),
    sha256: z.string(),
    /** Tasks in the whole file. */
    total: count.exactOptional(),
  }),
  sandbox: z
    .looseObject({
      kind: z.string(),
      tier: z.string(),
      python: z.string().default(""),
      details: z.record(z.string(), z.string()).exactOptional(),
    })
    .exactOptional(),
  /** What a forger of the verdicts must do; files of version 0.1 do not say. */
  integrity: z.enum(INTEGRITY_LEVELS).exactOptional(),
  /** The last `doctor --attack` of the same isolation layer. */
  check_up: checkUpSchema.nullable().exactOptional(),
  versions: z.record(z.string(), z.string()).default({}),
  sessions: z.array(sessionSchema).default([]),
  selection: selectionSchema.exactOptional(),
  /** Says that the model's answers are no result. */
  stand_in: z.string().exactOptional(),
  results: sealSchema.exactOptional(),
});
export type RunFile = DeepReadonly<z.infer<typeof runFileSchema>>;
