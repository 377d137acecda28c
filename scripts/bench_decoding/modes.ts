/** The ways of decoding that are measured side by side. */

import { Acceptance } from "../../src/models/decoding/acceptance.ts";
import { createPassQueue, type Together } from "../../src/models/decoding/batcher.ts";
import type { Decoder } from "../../src/models/decoding/decoder.ts";
import { type Engine, PREFIX_BYTES } from "../../src/models/decoding/engine.ts";
import { type KvSession, openKvSession } from "../../src/models/decoding/kv_session.ts";
import { isTrusted } from "../../src/models/decoding/likeness.ts";
import { decodeLookup } from "../../src/models/decoding/lookup.ts";
import { measureCosts, type PassCosts } from "../../src/models/decoding/pass_costs.ts";
import { decodePlain } from "../../src/models/decoding/plain.ts";
import { createPrefixStore, type PrefixStore } from "../../src/models/decoding/prefix_store.ts";
import { type SelfCheck, selfCheck } from "../../src/models/decoding/self_check.ts";
import type { LoadedModel } from "../../src/models/local/process/load.ts";

/** In the order of the table; the first is what all others are compared with. */
export const MODES = ["generate", "plain loop", "lookup", "lookup + prefix"] as const;
export type Mode = (typeof MODES)[number];

export interface Opened {
  readonly decode: Decoder;
  /** What the model's self-check found; none for the library's loop. */
  readonly check?: SelfCheck & { readonly trusted: boolean };
  readonly costs?: PassCosts;
}

const NO_PREFIXES: PrefixStore = { find: (_ids, empty) => empty, keep: () => {} };
/** A table of one price leaves no room for a draft. */
export const NO_DRAFTS: PassCosts = [1];

/**
 * Opens a mode. The engine is put together here, since the program itself refuses one for a model that fails its
 * self-check, and the table is to show that model too.
 * @param checkIds tokens of any text, for self-check and prices
 */
export async function openMode(mode: Mode, model: LoadedModel, checkIds: readonly number[]): Promise<Opened> {
  if (mode === "generate") return { decode: decodePlain };
  const session = openKvSession(model.model);
  const check = await selfCheck(session, checkIds);
  const costs = mode === "plain loop" ? NO_DRAFTS : await measureCosts(session, checkIds);
  const prefixes = mode === "lookup + prefix" ? createPrefixStore(3, PREFIX_BYTES) : NO_PREFIXES;
  const decode = decoderOf(session, { costs, freeRollback: check.freeRollback, prefixes });
  return { decode, check: { ...check, trusted: isTrusted(check) }, costs };
}

interface EngineParts {
  readonly costs: PassCosts;
  readonly freeRollback: boolean;
  readonly prefixes?: PrefixStore;
  /** Without it one answer is written at a time. */
  readonly together?: Together;
}

/** Our loop over a session that has learned nothing yet. */
export function decoderOf(
  session: KvSession,
  { together, prefixes = createPrefixStore(9, 4 * PREFIX_BYTES), ...facts }: EngineParts,
): Decoder {
  const engine: Engine = {
    ...facts,
    prefixes,
    passes: createPassQueue(session, together),
    rows: 1,
    acceptance: new Acceptance(),
    // Forced tokens are never tied.
    tie: 0,
  };
  return (...job) => decodeLookup(engine, ...job);
}
