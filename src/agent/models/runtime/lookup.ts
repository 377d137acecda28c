/**
 * `--decoding lookup`: guess the next tokens from what has been read and written, check the guesses in one pass, keep
 * those that the model would have written itself (Saxena's prompt lookup; Leviathan et al. 2023 for why it is exact).
 */
import { startChoice } from "./choice.ts";
import type { Decoded, DecodeJob, HaltReason } from "./decoder.ts";
import { Drafter } from "./drafter.ts";
import { type Cache, cropCache, type KvSession, openKvSession } from "./kv_session.ts";
import type { LoadedModel } from "./load.ts";
import type { Prompt } from "./prompt.ts";

/** Tokens guessed at a time. */
const DRAFT = 8;

/** The same text as `plain` in fewer passes. */
export async function decodeLookup(model: LoadedModel, prompt: Prompt, job: DecodeJob): Promise<Decoded> {
  const session = openKvSession(model.model);
  const ids = Array.from(prompt.input_ids.data as BigInt64Array, Number);
  const answer = startAnswer(model, ids, job);
  const start = performance.now();
  const first = await session.run(session.empty, ids, 1);
  answer.take(first.logits, []);
  const firstAt = performance.now();
  const counts = await continueAnswer(session, first.cache, answer, job.maxNewTokens);
  return {
    tokens: answer.tokens,
    halted: answer.halted(),
    stats: {
      ...counts,
      prefill_tokens: ids.length,
      reused_tokens: 0,
      prefill_sec: (firstAt - start) / 1000,
      decode_sec: (performance.now() - firstAt) / 1000,
    },
  };
}

/** The answer as far as it is written. */
interface Answer {
  readonly tokens: readonly number[];
  readonly drafter: Drafter;
  halted(): HaltReason | undefined;
  isDone(): boolean;
  /** Decides tokens from rows of logits for as long as the draft agrees; returns how many of the draft did. */
  take(logits: Float32Array, draft: readonly number[]): number;
}

function startAnswer(model: LoadedModel, ids: readonly number[], job: DecodeJob): Answer {
  const choice = startChoice(model, ids, job);
  const drafter = new Drafter();
  drafter.push(ids);
  const tokens: number[] = [];
  let halted: HaltReason | undefined;
  let done = false;
  const decide = (row: Float32Array): number => {
    const token = choice.choose(row);
    choice.push(token);
    drafter.push([token]);
    tokens.push(token);
    halted = job.halt(tokens);
    done = halted !== undefined || model.endTokens.includes(token) || tokens.length >= job.maxNewTokens;
    return token;
  };
  const take = (logits: Float32Array, draft: readonly number[]): number => {
    const vocabulary = logits.length / (draft.length + 1);
    for (let at = 0; ; at++) {
      const token = decide(logits.subarray(at * vocabulary, (at + 1) * vocabulary));
      if (done || at === draft.length || token !== draft[at])
        return at === draft.length || token !== draft[at] ? at : at + 1;
    }
  };
  return { tokens, drafter, halted: () => halted, isDone: () => done, take };
}

async function continueAnswer(session: KvSession, from: Cache, answer: Answer, limit: number) {
  let cache = from;
  const counts = { forward_passes: 1, drafted: 0, accepted: 0 };
  while (!answer.isDone()) {
    // The pass itself gives one token more than the draft.
    const draft = answer.drafter.draft(Math.min(DRAFT, limit - answer.tokens.length - 1));
    const fed = [answer.tokens.at(-1) ?? 0, ...draft];
    const pass = await session.run(cache, fed, fed.length);
    const accepted = answer.take(pass.logits, draft);
    cache = accepted === draft.length ? pass.cache : cropCache(pass.cache, cache.length + 1 + accepted);
    counts.forward_passes += 1;
    counts.drafted += draft.length;
    counts.accepted += accepted;
  }
  return counts;
}
