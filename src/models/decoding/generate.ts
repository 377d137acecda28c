/** One request, from messages to the answer. */
import type { Decoding } from "../backend.ts";
import type { LoadedModel } from "../local/process/load.ts";
import type { Generated, GenerateRequest, ScoreRequest } from "../local/process/protocol.ts";
import type { Decoded, DecodeJob, Decoder, Halt } from "./decoder.ts";
import { type Engine, openEngine } from "./engine.ts";
import { decodeLookup } from "./lookup.ts";
import { decodePlain } from "./plain.ts";
import { encodePrompt } from "./prompt.ts";
import { scoreAnswers } from "./score.ts";
import { endsWithCode } from "./stop_at_code.ts";

/** The call was given up while it ran. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
}

export interface GenerateHooks {
  /** Told the prompt's length before the first pass. */
  begun(promptTokens: number): void;
  /** Asked after each token. */
  isCancelled(): boolean;
}

/**
 * Answers one request. A prompt that fills the model's context gets an empty answer, finished by `length`.
 * @param writer of this model, see `openWriter`
 * @throws CancelledError
 */
export async function generate(
  model: LoadedModel,
  { mode, decode }: Writer,
  request: GenerateRequest,
  hooks: GenerateHooks,
): Promise<Generated> {
  const { sampling, tools } = request;
  const { template } = sampling;
  const prompt = encodePrompt(model, request.messages, { ...(template && { template }), ...(tools && { tools }) });
  hooks.begun(prompt.length);
  const maxNewTokens = Math.min(sampling.maxNewTokens, model.loaded.contextLength - prompt.length);
  const job: DecodeJob = { ...sampling, maxNewTokens, seed: request.seed, halt: createHalt(model, request, hooks) };
  const decoded = maxNewTokens > 0 ? await decode(model, prompt, job) : NOTHING;
  if (decoded.halted === "cancelled") throw new CancelledError("the call was given up");
  const ended = model.endTokens.includes(decoded.tokens.at(-1) ?? -1);
  return {
    text: cutAtStop(decodeText(model, decoded.tokens), sampling.stop),
    promptTokens: prompt.length,
    completionTokens: decoded.tokens.length,
    finishReason: ended ? "stop" : (decoded.halted ?? "length"),
    stats: { mode, ...decoded.stats },
  };
}

/**
 * How likely answers are, by `scoreAnswers`.
 * @throws CancelledError; Error where our own loop cannot read this model's graph
 */
export async function score(
  model: LoadedModel,
  { engine }: Writer,
  { messages, answers }: ScoreRequest,
  isCancelled: () => boolean,
): Promise<number[]> {
  if (typeof engine === "string") throw new Error(`it cannot say how likely a program is: ${engine}`);
  const prompt = Array.from(encodePrompt(model, messages).input_ids.data as BigInt64Array, Number);
  const tokens = answers.map((text) => model.tokenizer.encode(text, { add_special_tokens: false }));
  return scoreAnswers(engine, prompt, tokens, () => {
    if (isCancelled()) throw new CancelledError("the call was given up");
  });
}

/** A way of writing answers. */
export interface Writer {
  readonly mode: Decoding;
  readonly decode: Decoder;
  /** Answers that may be written side by side. */
  readonly rows: number;
  /** Our own loop's; why there is none, in a few words, where the library's writes. */
  readonly engine: Engine | string;
}

/**
 * The way asked for: our loop, with drafts or without, where the self-check proves that both write the same; the
 * library's loop, one answer at a time, elsewhere.
 * @param note told in one line of what cannot be had
 */
export async function openWriter(model: LoadedModel, asked: Decoding, note: (line: string) => void): Promise<Writer> {
  const engine = await openEngine(model, model.batch, model.memory);
  if (typeof engine === "string") {
    const onlyOne = model.batch > 1 ? ", one task at a time" : "";
    if (asked === "lookup" || model.batch > 1) note(`decoding without drafts${onlyOne}: ${engine}`);
    return { mode: "plain", decode: decodePlain, rows: 1, engine };
  }
  if (engine.oneRow !== undefined) note(`one task at a time, not ${model.batch}: ${engine.oneRow}`);
  const drafts = asked === "lookup";
  return { mode: asked, decode: (...job) => decodeLookup(engine, ...job, drafts), rows: engine.rows, engine };
}

const NOTHING: Decoded = {
  tokens: [],
  halted: undefined,
  stats: {
    forward_passes: 0,
    drafted: 0,
    accepted: 0,
    rechecked: 0,
    prefill_tokens: 0,
    reused_tokens: 0,
    prefill_sec: 0,
    decode_sec: 0,
  },
};

function decodeText({ tokenizer }: LoadedModel, tokens: readonly number[]): string {
  // The library refuses to decode nothing.
  if (tokens.length === 0) return "";
  // The library's own clean-up would take spaces out of code.
  return tokenizer.decode([...tokens], { skip_special_tokens: true, clean_up_tokenization_spaces: false });
}

function createHalt(model: LoadedModel, request: GenerateRequest, hooks: GenerateHooks): Halt {
  const { stop, answerTimeoutSec = Number.POSITIVE_INFINITY } = request.sampling;
  const deadline = performance.now() + 1000 * answerTimeoutSec;
  // A token is at least a byte, and a UTF-16 unit at most three, so that this many tokens hold the longest stop string.
  const window = 3 * Math.max(0, ...stop.map((text) => text.length)) + 4;
  const wroteStop = (tokens: readonly number[]): boolean => {
    if (stop.length === 0) return false;
    const tail = decodeText(model, tokens.slice(-window));
    return stop.some((text) => tail.includes(text));
  };
  const { wanted } = request;
  const wroteCode = (tokens: readonly number[]): boolean =>
    wanted !== undefined &&
    decodeText(model, tokens.slice(-4)).trimEnd().endsWith("```") &&
    endsWithCode(decodeText(model, tokens), wanted);
  return (tokens) => {
    if (hooks.isCancelled()) return "cancelled";
    if (wroteStop(tokens) || wroteCode(tokens)) return "stop";
    return performance.now() >= deadline ? "deadline" : undefined;
  };
}

/** The text before the first stop string in it. */
function cutAtStop(text: string, stop: readonly string[]): string {
  const ends = stop.map((end) => text.indexOf(end)).filter((at) => at >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}
