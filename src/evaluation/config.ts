/**
 * What decides a run's numbers, and its hash. Two runs with the same hash and data set are the same experiment.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { EXTRACTION_VERSION } from "../agent/extraction.ts";
import { presetHash } from "../agent/presets/index.ts";
import { promptFingerprint } from "../agent/prompt_fingerprint.ts";
import { DEFAULT_REPAIR } from "../agent/strategies/index.ts";
import type {
  ChatModel,
  Context,
  Feedback,
  ImportPrelude,
  Language,
  Limits,
  PresetName,
  PromptName,
  RunFile,
  Sampling,
  SearchLimits,
  Spending,
  StrategyName,
} from "../core/index.ts";
import { GUIDES } from "../core/index.ts";
import { canonicalJson } from "../lib/canonical_json.ts";

/** The settings that the user chose. */
export interface Settings {
  readonly context: Context;
  readonly feedback: Feedback;
  readonly imports: ImportPrelude;
  /** Repairs after the first attempt. */
  readonly iters: number;
  readonly samples: number;
  readonly seed: number;
  readonly sampling: Sampling;
  readonly limits: Limits;
  /** For a model that proposes whole programs. */
  readonly search?: SearchLimits;
  /** How repairs are asked for; only where it is not that the conversation just goes on. */
  readonly strategy?: StrategyName;
  /** Of repairs, where it is another than `sampling.temperature`. */
  readonly repairTemperature?: number;
  /** Only where the specification's examples guide a model's attempts. */
  readonly guide?: "examples";
  /** Answers to the first question, where there are several. */
  readonly candidates?: number;
  /** Words of the first question, where they are not `plain`. */
  readonly prompt?: PromptName;
  /** Tests that the model writes for itself. */
  readonly ownTests?: number;
  /** The model calls tools. */
  readonly tools?: true;
  /** What a sample may cost. */
  readonly spending?: Spending;
  /** A published evaluation that decides prompts, stop texts, extraction, sampling and imports. */
  readonly preset?: PresetName;
}

/** What decides how many programs are tried on a sample. */
type Tries = Pick<Settings, "iters" | "search" | "guide" | "candidates">;

/** Attempts that a sample may have, each judged by the hidden tests: the model's, and the programs of a search. */
export function mostAttempts(tries: Tries, model: string): number {
  return candidatesOf(tries, model) === undefined ? programsOf(tries, model) : 1;
}

/** Programs of which one is handed in, where the examples guide; undefined where the hidden tests do. */
export function candidatesOf(tries: Tries, model: string): number | undefined {
  const isGuided = tries.guide === "examples" || tries.search?.guide === "examples";
  return isGuided ? programsOf(tries, model) : undefined;
}

function programsOf({ iters, search, candidates = 1 }: Tries, model: string): number {
  return (model === "search" ? 0 : iters + candidates) + (search?.budget ?? 0);
}

/** The same of a saved configuration; undefined where it does not say. */
export function savedTries(config: Readonly<Record<string, unknown>> | undefined) {
  const saved = savedSchema.safeParse(config);
  if (!saved.success) return undefined;
  const { model, ...tries } = saved.data;
  return { attempts: mostAttempts(tries, model), candidates: candidatesOf(tries, model) };
}

const savedSchema = z.object({
  model: z.string().default(""),
  iters: z.number(),
  search: z.object({ budget: z.number(), seconds: z.number(), guide: z.enum(GUIDES) }).exactOptional(),
  guide: z.literal("examples").exactOptional(),
  candidates: z.number().exactOptional(),
});

/** Everything that `config_hash` covers. */
export interface RunConfig extends Settings {
  readonly model: string;
  readonly identity: Readonly<Record<string, unknown>>;
  readonly prompts: string;
  readonly extraction: number;
  readonly preset_hash?: string;
}

/** @param languages of the data set, where it is not the default language alone */
export function runConfig(model: ChatModel, settings: Settings, languages?: readonly Language[]): RunConfig {
  return {
    model: model.name,
    identity: model.identity,
    ...settings,
    prompts: promptFingerprint(languages, settings),
    extraction: EXTRACTION_VERSION,
    ...(settings.preset && { preset_hash: presetHash(settings.preset) }),
  };
}

/**
 * Version 1 took values of fewer types (`unsupported_type`) and made plain values of subclasses; its runs do not name it.
 */
export const JUDGE_VERSION = 2;

/** @param saved the run that is gone on with: one of an earlier version keeps its hash */
export function withJudge<T extends RunConfig>(config: T, saved: RunFile | undefined): T & { readonly judge?: number } {
  return saved !== undefined && saved.config.judge === undefined ? config : { ...config, judge: JUDGE_VERSION };
}

/**
 * A run of the first extraction keeps its hash when it is gone on with: new records name the sentence that took their
 * code (`extraction_rule`), and so are told from the old.
 */
export function withExtraction<T extends RunConfig>(config: T, saved: RunFile | undefined): T {
  return saved?.config.extraction === 1 ? { ...config, extraction: 1 } : config;
}

/**
 * Repairs of a run that names no strategy, as those of version 0.1, go on with the conversation.
 *
 * @param saved the run that is gone on with
 */
export function withRepairs(settings: Settings, saved: RunFile | undefined): Settings {
  const isDefault = settings.strategy === DEFAULT_REPAIR.strategy;
  if (saved === undefined || saved.config.strategy !== undefined || !isDefault) return settings;
  const { strategy: _strategy, repairTemperature: _temperature, ...others } = settings;
  return others;
}

/** SHA-256 of the configuration as JSON with sorted keys, its first 16 hex digits. */
export function configHash(config: RunConfig | Readonly<Record<string, unknown>>): string {
  return createHash("sha256").update(canonicalJson(config)).digest("hex").slice(0, 16);
}

/** Settings that differ, as `name: old → new`, for the message that refuses a resume. */
export function configDifferences(old: unknown, now: unknown, path = ""): string[] {
  if (!isRecord(old) || !isRecord(now)) {
    const [before, after] = [canonicalJson(old), canonicalJson(now)];
    return before === after ? [] : [`${path}: ${before ?? "unset"} → ${after ?? "unset"}`];
  }
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return keys.flatMap((key) => configDifferences(old[key], now[key], path === "" ? key : `${path}.${key}`));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
