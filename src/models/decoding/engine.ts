/** What lookup needs of a model besides its weights: proof that it may, prices, and what it has learned so far. */
import { z } from "zod";
import { messageOf } from "../../lib/errors.ts";
import { recall, remember } from "../../lib/remembered.ts";
import type { LoadedModel } from "../local/process/load.ts";
import { Acceptance } from "./acceptance.ts";
import { batchCheck } from "./batch_check.ts";
import { createPassQueue, type PassQueue } from "./batcher.ts";
import { createEarlierAnswers, type EarlierAnswers } from "./earlier_answers.ts";
import type { LogitsRoom } from "./graph_session.ts";
import { LAYOUTS, type Layout, openKvSession } from "./kv_session.ts";
import type { Likeness } from "./likeness.ts";
import { measureCosts, type PassCosts } from "./pass_costs.ts";
import { createPrefixStore, type PrefixStore } from "./prefix_store.ts";
import { selfCheck } from "./self_check.ts";

export interface Engine {
  readonly passes: PassQueue;
  readonly prefixes: PrefixStore;
  readonly acceptance: Acceptance;
  readonly earlier: EarlierAnswers;
  readonly costs: PassCosts;
  /** Answers that may be written side by side. */
  readonly rows: number;
  /** Why that is one although more were asked for. */
  readonly oneRow?: string;
}

/** What is measured once on a machine. */
const measured = z.object({
  /** The first layout in which all bits were equal; absent where there is none. */
  layout: z.enum(LAYOUTS).exactOptional(),
  worst: z.number(),
  costs: z.array(z.number()),
  /** Measured when several rows are first asked for. */
  batch: z.object({ worst: z.number() }).exactOptional(),
});
type Measured = z.infer<typeof measured>;

/** Caches of earlier prompts may take so much for each answer at a time. */
export const PREFIX_BYTES = 64 * 2 ** 20;

/** Of the text below, so that the check sees enough different ones. */
const FEWEST_TOKENS = 32;

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
    const facts = await factsOf(model, batch > 1, memory);
    if (facts.layout === undefined)
      return `a token's logits depend on the forward pass it is read in (${share(facts)})`;
    const isShared = batch > 1 && facts.batch?.worst === 0;
    const rows = isShared ? Math.min(batch, slotsOf(model)) : 1;
    return {
      ...{ costs: facts.costs, rows },
      ...(batch > 1 && !isShared && { oneRow: whyOneRow(facts) }),
      passes: createPassQueue(openKvSession(model.model, facts.layout, roomOf(facts.layout)), rows),
      // Twice as many tasks as rows are in hand, and one is at hand for what all prompts begin with.
      prefixes: createPrefixStore(2 * rows + 1, rows * PREFIX_BYTES),
      acceptance: new Acceptance(),
      earlier: createEarlierAnswers(),
    };
  } catch (error) {
    return messageOf(error).split("\n")[0] ?? "";
  }
}

/** Only a graph that writes in place has been seen to write to memory that is given to it. */
function roomOf(layout: Layout | undefined): LogitsRoom | undefined {
  return layout === "in_place" ? { data: new Float32Array(0) } : undefined;
}

function slotsOf({ model }: LoadedModel): number {
  return openKvSession(model).slots;
}

function whyOneRow({ batch }: Measured): string {
  if (batch === undefined) return "its graph takes one conversation at a time";
  return `it computes several conversations at once otherwise than one by one (${share(batch)})`;
}

function share({ worst }: Likeness): string {
  return `${worst.toExponential(1)} of the logits' spread`;
}

/** What is remembered of the model, and what is not measured now, and remembered. */
async function factsOf(model: LoadedModel, batch: boolean, memory?: string): Promise<Measured> {
  const known = memory === undefined ? undefined : await recall(memory, measured);
  const wantsBatch = (facts: Measured): boolean =>
    batch && facts.layout !== undefined && facts.batch === undefined && slotsOf(model) > 1;
  if (known !== undefined && !wantsBatch(known)) return known;
  const ids = checkTokensOf(model);
  const facts = known ?? (await measure(model, ids));
  const all = wantsBatch(facts)
    ? { ...facts, batch: await batchCheck(openKvSession(model.model, facts.layout, roomOf(facts.layout)), ids) }
    : facts;
  if (memory !== undefined) await remember(memory, all);
  return all;
}

async function measure(model: LoadedModel, ids: readonly number[]): Promise<Measured> {
  let least = Number.POSITIVE_INFINITY;
  for (const layout of LAYOUTS) {
    const session = openKvSession(model.model, layout, roomOf(layout));
    // A graph that cannot be fed so throws.
    const { worst } = await selfCheck(session, ids).catch(() => ({ worst: Number.MAX_VALUE }));
    if (worst === 0) return { layout, worst, costs: [...(await measureCosts(session, ids))] };
    least = Math.min(least, worst);
  }
  return { worst: least, costs: [1] };
}

/**
 * The tokens that the self-checks and the prices of passes are measured on.
 * @throws Error where the tokenizer makes too few of the text
 */
export function checkTokensOf({ tokenizer }: LoadedModel): number[] {
  const ids = tokenizer.encode(CHECK_TEXT, { add_special_tokens: false });
  if (ids.length >= FEWEST_TOKENS) return ids;
  throw new Error("its tokenizer makes too few tokens of a text for the self-check");
}
