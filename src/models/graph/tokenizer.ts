/** A byte-level BPE tokenizer in the hub's `tokenizer.json` form, made of a list of words. */
import { VOCABULARY } from "../../languages/vocabulary.ts";

/** Ends a message, and an answer. */
export const END = "<|im_end|>";
export const PAD = "<|endoftext|>";
const START = "<|im_start|>";
/** Opens the assistant's turn: one token, so that a graph can find where the answer begins. */
export const ANSWER = `${START}assistant\n`;
/** Opens and closes a block of code; whole tokens for the same reason. */
export const FENCE_OPEN = `\`\`\`${VOCABULARY.fence}\n`;
export const FENCE_CLOSE = "```";

const SPECIAL = [PAD, START, END, ANSWER];
const PLAIN = [FENCE_OPEN, FENCE_CLOSE];

/** ChatML, as Qwen2 writes it. */
export const CHAT_TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** GPT-2's map from bytes to printable characters, in which vocabularies of this kind are written. */
function byteAlphabet(): readonly string[] {
  const isPlain = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let shifted = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPlain(byte) ? byte : shifted++));
}

/** Merges that build each piece from the left; a pair is listed once. */
function mergesOf(pieces: readonly string[], alphabet: readonly string[]): [string, string][] {
  const merges = new Map<string, [string, string]>();
  for (const piece of pieces) {
    const [first = "", ...rest] = [...new TextEncoder().encode(piece)].map((byte) => alphabet[byte] ?? "");
    rest.reduce((left, right) => {
      merges.set(`${left} ${right}`, [left, right]);
      return left + right;
    }, first);
  }
  return [...merges.values()];
}

export interface TinyTokenizer {
  /** Content of `tokenizer.json`. */
  readonly json: unknown;
  /** Content of `tokenizer_config.json`. */
  readonly config: unknown;
  readonly vocabSize: number;
  /** The number of a token that stands whole in the vocabulary. */
  id(token: string): number;
}

/** The tokenizer of the models that this project builds itself: 256 bytes, pieces of code, ChatML's marks. */
export function tinyTokenizer(): TinyTokenizer {
  const alphabet = byteAlphabet();
  const merges = mergesOf(VOCABULARY.pieces, alphabet);
  const words = [...new Set([...alphabet, ...merges.map((pair) => pair.join(""))])];
  const ids = new Map([...words, ...SPECIAL, ...PLAIN].map((word, id) => [word, id]));
  const id = (token: string): number => ids.get(token) ?? -1;
  const model = { type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: "", end_of_word_suffix: "" };
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true };
  const json = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [...SPECIAL, ...PLAIN].map((token) => addedToken(token, id(token))),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      ...model,
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(words.map((w) => [w, id(w)])),
      merges,
    },
  };
  return { json, config: tokenizerConfig(), vocabSize: ids.size, id };
}

function addedToken(content: string, id: number) {
  const special = SPECIAL.includes(content);
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special };
}

function tokenizerConfig() {
  return {
    tokenizer_class: "Qwen2Tokenizer",
    add_prefix_space: false,
    bos_token: null,
    eos_token: END,
    pad_token: PAD,
    padding_side: "left",
    unk_token: null,
    clean_up_tokenization_spaces: false,
    model_max_length: 8192,
    chat_template: CHAT_TEMPLATE,
  };
}
