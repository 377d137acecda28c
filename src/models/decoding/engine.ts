/** What lookup needs of a model besides its weights: proof that it may, prices, and what it has learned so far. */
import { z } from "zod";
import { messageOf } from "../../lib/errors.ts";
import { recall, remember } from "../../lib/remembered.ts";
import type { LoadedModel } from "../local/process/load.ts";
import { Acceptance } from "./acceptance.ts";
import { BATCH_CHECK_TOKENS, type BatchCheck, batchCheck } from "./batch_check.ts";
import { createPassQueue, type PassQueue } from "./batcher.ts";
import { type KvSession, LAYOUTS, openKvSession } from "./kv_session.ts";
import { isTrusted, type Likeness } from "./likeness.ts";
import { measureCosts, type PassCosts } from "./pass_costs.ts";
import { createPrefixStore, type PrefixStore } from "./prefix_store.ts";
import { CHECK_TOKENS, selfCheck } from "./self_check.ts";

export interface Engine {
  readonly passes: PassQueue;
  readonly prefixes: PrefixStore;
  readonly acceptance: Acceptance;
  readonly costs: PassCosts;
  readonly freeRollback: boolean;
  /** A lead of the best token, in units of its row's spread, below which a single pass decides. */
  readonly tie: number;
  /** Answers that may be written side by side. */
  readonly rows: number;
  /** Why that is one although more were asked for. */
  readonly oneRow?: string;
}

/** What is measured once on a machine. */
const measured = z.object({
  worst: z.number(),
  freeRollback: z.boolean(),
  costs: z.array(z.number()),
  /** Measured when several rows are first asked for. */
  batch: z
    .object({
      worst: z.number(),
      together: z.object({ layout: z.enum(LAYOUTS), tokens: z.number() }).exactOptional(),
    })
    .exactOptional(),
});
type Measured = z.infer<typeof measured>;

/** How much larger than any difference of the check a lead must be to count as one; two logits can differ, each by one. */
const TIE_FACTOR = 3;
const SMALLEST_TIE = 1e-6;

/** Caches of earlier prompts may take so much for each answer at a time. */
export const PREFIX_BYTES = 64 * 2 ** 20;

/** Text of the kind that is worked on; only its tokens matter. */
const CHECK_TEXT = `def positive_total(values, limit=10):
    """Return the sum of the positive numbers among the values, at most the limit."""
    total = 0
    for value in values:
        if value > 0 and total + value <= limit:
            total += value
    return total
`;

/**
 * Opens the engine, or says in a few words why the model must be decoded plainly.
 * @param batch answers that are wanted side by side
 * @param memory file that keeps what is measured
 */
export async function openEngine(model: LoadedModel, batch = 1, memory?: string): Promise<Engine | string> {
  if (model.loaded.device === "webgpu") return "its cache is on the graphics card";
  try {
    const session = openKvSession(model.model);
    const facts = await factsOf(session, model, batch > 1, memory);
    if (!isTrusted(facts)) return `it computes several tokens at once otherwise than one by one (${share(facts)})`;
    const { costs, freeRollback } = facts;
    const shared = batch > 1 ? facts.batch : undefined;
    const together = shared?.together;
    const rows = together === undefined ? 1 : batch;
    return {
      ...{ costs, freeRollback, rows },
      ...(shared !== undefined && together === undefined && { oneRow: whyOneRow(shared) }),
      passes: createPassQueue(session, together),
      // Twice as many tasks as rows are in hand, and one is at hand for what all prompts begin with.
      prefixes: createPrefixStore(2 * rows + 1, rows * PREFIX_BYTES),
      acceptance: new Acceptance(),
      tie: Math.max(
        SMALLEST_TIE,
        TIE_FACTOR * Math.max(facts.worst, together === undefined ? 0 : (shared?.worst ?? 0)),
      ),
    };
  } catch (error) {
    return messageOf(error).split("\n")[0] ?? "";
  }
}

function whyOneRow(check: BatchCheck): string {
  if (check.worst === Number.MAX_VALUE) return "its graph takes one conversation at a time";
  return `it computes several conversations at once otherwise than one by one (${share(check)})`;
}

function share({ worst }: Likeness): string {
  return `${worst.toExponential(1)} of the logits' spread`;
}

/** What is remembered of the model, and what is not measured now, and remembered. */
async function factsOf(session: KvSession, model: LoadedModel, batch: boolean, memory?: string): Promise<Measured> {
  const known = memory === undefined ? undefined : await recall(memory, measured);
  if (known !== undefined && (!batch || known.batch !== undefined)) return known;
  const ids = checkTokensOf(model);
  const facts: Measured = known ?? {
    ...(await selfCheck(session, ids)),
    costs: [...(await measureCosts(session, ids))],
  };
  const all = batch ? { ...facts, batch: await batchCheck(session, ids) } : facts;
  if (memory !== undefined) await remember(memory, all);
  return all;
}

/**
 * The tokens that the self-checks and the prices of passes are measured on.
 * @throws Error where the tokenizer makes too few of the text
 */
export function checkTokensOf({ tokenizer }: LoadedModel): number[] {
  const ids = tokenizer.encode(CHECK_TEXT, { add_special_tokens: false });
  if (ids.length >= Math.max(CHECK_TOKENS, BATCH_CHECK_TOKENS)) return ids;
  throw new Error("its tokenizer makes too few tokens of a text for the self-check");
}
