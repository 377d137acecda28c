/** What lookup needs of a model besides its weights: proof that it may, prices, and what it has learned so far. */
import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { messageOf } from "../../../errors.ts";
import { Acceptance } from "./acceptance.ts";
import { createReader, type Reader } from "./batcher.ts";
import { type KvSession, openKvSession } from "./kv_session.ts";
import type { LoadedModel } from "./load.ts";
import { measureCosts, type PassCosts } from "./pass_costs.ts";
import { createPrefixStore, type PrefixStore } from "./prefix_store.ts";
import { CHECK_TOKENS, isTrusted, selfCheck } from "./self_check.ts";

export interface Engine {
  readonly reader: Reader;
  readonly prefixes: PrefixStore;
  readonly acceptance: Acceptance;
  readonly costs: PassCosts;
  readonly freeRollback: boolean;
  /** A lead of the best token, in units of its row's spread, below which a single pass decides. */
  readonly tie: number;
}

/** What is measured once on a machine. */
const measured = z.object({
  worst: z.number(),
  agrees: z.boolean(),
  freeRollback: z.boolean(),
  costs: z.array(z.number()),
});
type Measured = z.infer<typeof measured>;

/** How much larger than any difference of the check a lead must be to count as one; two logits can differ, each by one. */
const TIE_FACTOR = 3;
const SMALLEST_TIE = 1e-6;

/** Text of the kind that is worked on; only its tokens matter. */
const CHECK_TEXT = `def positive_total(values, limit=10):
    """Return the sum of the positive numbers among the values, at most the limit."""
    total = 0
    for value in values:
        if value > 0 and total + value <= limit:
            total += value
    return total
`;

/** Opens the engine, or says in a few words why the model must be decoded plainly. */
export async function openEngine(model: LoadedModel, memory?: string): Promise<Engine | string> {
  if (model.loaded.device === "webgpu") return "its cache is on the graphics card";
  try {
    const session = openKvSession(model.model);
    const facts = (await remembered(memory)) ?? (await measure(session, model, memory));
    const check = `${facts.worst.toExponential(1)} of the logits' spread`;
    if (!isTrusted(facts)) return `it computes several tokens at once otherwise than one by one (${check})`;
    const tie = Math.max(SMALLEST_TIE, TIE_FACTOR * facts.worst);
    const { costs, freeRollback } = facts;
    return {
      reader: createReader(session),
      prefixes: createPrefixStore(),
      acceptance: new Acceptance(),
      costs,
      freeRollback,
      tie,
    };
  } catch (error) {
    return messageOf(error).split("\n")[0] ?? "";
  }
}

async function remembered(memory: string | undefined): Promise<Measured | undefined> {
  if (memory === undefined) return undefined;
  try {
    return measured.parse(JSON.parse(await readFile(memory, "utf8")));
  } catch {
    // Missing or torn: it is measured again.
    return undefined;
  }
}

async function measure(session: KvSession, model: LoadedModel, memory: string | undefined): Promise<Measured> {
  const ids = model.tokenizer.encode(CHECK_TEXT, { add_special_tokens: false });
  if (ids.length < CHECK_TOKENS) throw new Error("its tokenizer makes too few tokens of a text for the self-check");
  const facts = { ...(await selfCheck(session, ids)), costs: [...(await measureCosts(session, ids))] };
  // Kept to save time only: a folder that cannot be written to costs a second at each start.
  if (memory !== undefined) await writeFile(memory, `${JSON.stringify(facts)}\n`).catch(() => {});
  return facts;
}
