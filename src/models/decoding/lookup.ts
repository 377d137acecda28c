/**
 * `--decoding lookup`: draft the next tokens from what has been read and written, check them in one forward pass, accept
 * those that the model would have written itself (Saxena's prompt lookup; Leviathan et al. 2023 for why it is exact:
 * a draft that no model of its own has drawn is accepted just as far as the model's own draws are equal to it).
 */

import { languages } from "../../languages/index.ts";
import type { LoadedModel } from "../local/process/load.ts";
import type { Cache } from "./cache.ts";
import { startChoice } from "./choice.ts";
import type { Decoded, DecodeJob, HaltReason } from "./decoder.ts";
import { type Draft, Drafter } from "./drafter.ts";
import type { Engine } from "./engine.ts";
import { draftLength, sharedCosts } from "./pass_costs.ts";
import type { Prompt } from "./prompt.ts";

/** How prompts open the program to repair, and answers the repaired one. */
const openings = (): string[] => languages().map(({ fence }) => `\`\`\`${fence}`);
const NO_DRAFT: Draft = { tokens: [], matched: 0 };

/** The same text with drafts and without: every forward pass gives a token the same logits. */
export async function decodeLookup(
  engine: Engine,
  model: LoadedModel,
  prompt: Prompt,
  job: DecodeJob,
  drafts = true,
): Promise<Decoded> {
  const ids = Array.from(prompt.input_ids.data as BigInt64Array, Number);
  const answer = startAnswer(model, ids, job, new Drafter(engine.earlier.index()));
  const start = performance.now();
  const known = engine.prefixes.find(ids, engine.passes.empty);
  const first = await engine.passes.run(engine.passes.own(known, ids.length), ids.slice(known.length), 1);
  answer.take(first.logits, NO_DRAFT);
  const firstAt = performance.now();
  const limit = drafts ? job.maxNewTokens : 0;
  const { cache, othersMs, ...counts } = await continueAnswer(engine, first.cache, answer, limit);
  engine.prefixes.keep([...ids, ...answer.tokens], cache);
  engine.earlier.add(answer.tokens);
  return {
    tokens: answer.tokens,
    halted: answer.halted(),
    stats: {
      ...counts,
      prefill_tokens: ids.length,
      reused_tokens: known.length,
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
  /** Decides tokens from rows of logits for as long as the draft agrees; gives how many of the draft were accepted. */
  take(logits: Float32Array, draft: Draft): number;
}

function startAnswer(model: LoadedModel, ids: readonly number[], job: DecodeJob, drafter: Drafter): Answer {
  const choice = startChoice(model, ids, job);
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
  const take = (logits: Float32Array, draft: Draft): number => {
    const size = logits.length / (draft.tokens.length + 1);
    for (let at = 0; ; at++) {
      const token = choice.choose(logits.subarray(at * size, (at + 1) * size));
      decide(token);
      const right = at < draft.tokens.length && token === draft.tokens[at];
      if (done || !right) return at + (right ? 1 : 0);
    }
  };
  return { tokens, drafter, halted: () => halted, isDone: () => done, take };
}

/** @param limit tokens of the answer up to which drafts are made */
async function continueAnswer(engine: Engine, prefill: Cache, answer: Answer, limit: number) {
  const counts = { forward_passes: 1, drafted: 0, accepted: 0, rechecked: 0 };
  let [cache, othersMs] = [prefill, 0];
  while (!answer.isDone()) {
    // The pass itself gives one token more than the draft.
    const draft = draftNext(engine, answer.drafter, limit - answer.tokens.length - 1);
    const fed = [answer.tokens.at(-1) ?? 0, ...draft.tokens];
    const pass = await engine.passes.run(cache, fed, fed.length);
    const accepted = answer.take(pass.logits, draft);
    engine.acceptance.learn(draft.matched, accepted, accepted < draft.tokens.length ? 1 : 0);
    cache = { ...pass.cache, length: cache.length + accepted + 1 };
    counts.forward_passes += 1;
    counts.drafted += draft.tokens.length;
    counts.accepted += accepted;
    othersMs += pass.othersMs;
  }
  return { cache, othersMs, ...counts };
}

function draftNext({ acceptance, costs, passes }: Engine, drafter: Drafter, room: number): Draft {
  const matched = drafter.matched();
  if (room <= 0) return { tokens: [], matched };
  const length = draftLength(sharedCosts(costs, passes.sharing().rows), acceptance.chance(matched), matched);
  return { matched, tokens: drafter.draft(Math.min(room, length)) };
}
