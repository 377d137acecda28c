/**
 * `--decoding lookup`: draft the next tokens from what has been read and written, check them in one forward pass, accept
 * those that the model would have written itself (Saxena's prompt lookup; Leviathan et al. 2023 for why it is exact:
 * a draft that no model of its own has drawn is accepted just as far as the model's own draws are equal to it).
 */

import { languages } from "../../languages/index.ts";
import type { LoadedModel } from "../local/process/load.ts";
import { type Cache, cropCache, sizeOf } from "./cache.ts";
import { type Choice, startChoice } from "./choice.ts";
import type { Decoded, DecodeJob, HaltReason } from "./decoder.ts";
import { type Draft, Drafter } from "./drafter.ts";
import type { Engine } from "./engine.ts";
import type { Pass } from "./kv_session.ts";
import { draftLength, sharedCosts } from "./pass_costs.ts";
import type { Prompt } from "./prompt.ts";

/** How prompts open the program to repair, and answers the repaired one. */
const openings = (): string[] => languages().map(({ fence }) => `\`\`\`${fence}`);
const NO_DRAFT: Draft = { tokens: [], matched: 0 };

/** The text of `plain`, but for near ties in quantised weights, in fewer forward passes. */
export async function decodeLookup(
  engine: Engine,
  model: LoadedModel,
  prompt: Prompt,
  job: DecodeJob,
): Promise<Decoded> {
  const ids = Array.from(prompt.input_ids.data as BigInt64Array, Number);
  const answer = startAnswer(engine, model, ids, job);
  const start = performance.now();
  const known = engine.prefixes.find(ids, engine.passes.empty);
  const first = await readPrompt(engine, answer, known, ids);
  const firstAt = performance.now();
  const { cache, othersMs, ...counts } = await continueAnswer(engine, first, answer, job.maxNewTokens);
  engine.prefixes.keep([...ids, ...answer.tokens], cache);
  return {
    tokens: answer.tokens,
    halted: answer.halted(),
    stats: {
      ...counts,
      prefill_tokens: ids.length,
      reused_tokens: first.rechecked > 0 ? 0 : known.length,
      prefill_sec: (firstAt - start - first.othersMs) / 1000,
      decode_sec: (performance.now() - firstAt - othersMs) / 1000,
    },
  };
}

/** The answer as far as it is written. */
interface Answer {
  readonly tokens: readonly number[];
  readonly drafter: Drafter;
  halted(): HaltReason | undefined;
  isDone(): boolean;
  /** Decides tokens from rows of logits for as long as the draft agrees; `exact` rows are never tied. */
  take(logits: Float32Array, draft: Draft, exact: boolean): Taken;
}

interface Taken {
  /** Drafted tokens that were accepted. */
  readonly accepted: number;
  /** The model's two best tokens are so close that a pass over one token must decide. */
  readonly tied: boolean;
}

function startAnswer({ tie }: Engine, model: LoadedModel, ids: readonly number[], job: DecodeJob): Answer {
  const choice = startChoice(model, ids, job);
  const drafter = new Drafter();
  drafter.push(ids);
  for (const opening of openings()) drafter.expect(model.tokenizer.encode(opening, { add_special_tokens: false }));
  const tokens: number[] = [];
  let halted: HaltReason | undefined;
  let done = false;
  const decide = (token: number): void => {
    choice.push(token);
    drafter.push([token]);
    tokens.push(token);
    halted = job.halt(tokens);
    done = halted !== undefined || model.endTokens.includes(token) || tokens.length >= job.maxNewTokens;
  };
  const take = (logits: Float32Array, draft: Draft, exact: boolean): Taken => {
    const size = logits.length / (draft.tokens.length + 1);
    for (let at = 0; ; at++) {
      const token = chooseToken(choice, logits.subarray(at * size, (at + 1) * size), exact ? 0 : tie);
      if (token === undefined) return { accepted: at, tied: true };
      decide(token);
      const right = at < draft.tokens.length && token === draft.tokens[at];
      if (done || !right) return { accepted: at + (right ? 1 : 0), tied: false };
    }
  };
  return { tokens, drafter, halted: () => halted, isDone: () => done, take };
}

function chooseToken(choice: Choice, row: Float32Array, tie: number): number | undefined {
  const token = choice.choose(row);
  return tie > 0 && choice.isTied(row, tie) ? undefined : token;
}

/** What the answer is to be continued from, and whether that took a second look. */
interface Prefill {
  readonly cache: Cache;
  readonly rechecked: number;
  readonly othersMs: number;
}

/** Reads what is new of the prompt and decides the first token; where that is tied, reads the prompt whole. */
async function readPrompt({ passes }: Engine, answer: Answer, known: Cache, ids: readonly number[]): Promise<Prefill> {
  const pass = await passes.run(known, ids.slice(known.length), 1);
  const { tied } = answer.take(pass.logits, NO_DRAFT, known.length === 0);
  if (!tied) return { cache: pass.cache, rechecked: 0, othersMs: pass.othersMs };
  const whole = await passes.run(passes.empty, ids, 1);
  answer.take(whole.logits, NO_DRAFT, true);
  return { cache: whole.cache, rechecked: 1, othersMs: pass.othersMs + whole.othersMs };
}

async function continueAnswer(engine: Engine, prefill: Prefill, answer: Answer, limit: number) {
  const counts = { forward_passes: 1 + prefill.rechecked, drafted: 0, accepted: 0, rechecked: prefill.rechecked };
  let [cache, tied, othersMs] = [prefill.cache, false, 0];
  while (!answer.isDone()) {
    // The pass itself gives one token more than the draft.
    const room = limit - answer.tokens.length - 1;
    const draft = tied ? NO_DRAFT : draftNext(engine, answer.drafter, room);
    const fed = [answer.tokens.at(-1) ?? 0, ...draft.tokens];
    const pass = await engine.passes.run(cache, fed, fed.length, tied);
    const taken = answer.take(pass.logits, draft, isExact(pass, draft));
    tied = taken.tied;
    const { accepted } = taken;
    engine.acceptance.learn(draft.matched, accepted, accepted < draft.tokens.length && !tied ? 1 : 0);
    // After a tie the last token that is certain is read once more, alone.
    cache = rollBack(engine, pass.cache, cache.length + accepted + (tied ? 0 : 1));
    counts.forward_passes += 1;
    counts.drafted += draft.tokens.length;
    counts.accepted += accepted;
    counts.rechecked += tied ? 1 : 0;
    othersMs += pass.othersMs;
  }
  return { cache, othersMs, ...counts };
}

/** Whether a pass was of the kind that `generate` makes: one token of one answer. */
function isExact({ alone }: Pass, draft: Draft): boolean {
  return alone && draft.tokens.length === 0;
}

function draftNext({ acceptance, costs, passes }: Engine, drafter: Drafter, room: number): Draft {
  const { rows, tokens } = passes.sharing();
  const matched = drafter.matched();
  const length = draftLength(sharedCosts(costs, rows), acceptance.chance(matched));
  return { matched, tokens: drafter.draft(Math.min(room, tokens - 1, length)) };
}

function rollBack({ freeRollback }: Engine, cache: Cache, length: number): Cache {
  if (cache.length === length) return cache;
  // Among others' rows it is what the mask says.
  return freeRollback || sizeOf(cache.tensors).rows > 1 ? { ...cache, length } : cropCache(cache, length);
}
