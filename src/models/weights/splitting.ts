/**
 * How byte-pair tokenizers split a text before they merge, by the name that GGUF gives the rule (`tokenizer.ggml.pre`).
 * The expressions are those of the models' own tokenizer.json.
 */

export interface Splitting {
  readonly normalizer: unknown;
  readonly preTokenizer: unknown;
  /** A piece that is a token as a whole is taken as it is, whatever the merges say. */
  readonly wholeFirst?: true;
  /** A text begins with the mark of beginnings where the file does not say otherwise. */
  readonly addsBos?: true;
}

const byteLevel = (regex: boolean) => ({
  ...{ type: "ByteLevel", add_prefix_space: false, trim_offsets: false },
  use_regex: regex,
});

function split(expression: string) {
  return { type: "Split", pattern: { Regex: expression }, behavior: "Isolated", invert: false };
}

function sequence(...pretokenizers: readonly unknown[]) {
  return { type: "Sequence", pretokenizers };
}

const CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

/** Words, numbers of at most so many digits, signs, and white space. */
function words(digits: string): string {
  const parts = [
    CONTRACTIONS,
    "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+",
    digits,
    " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*",
    "\\s*[\\r\\n]+",
    "\\s+(?!\\S)",
    "\\s+",
  ];
  return parts.join("|");
}

const NFC = { type: "NFC" };
const gpt2: Splitting = { normalizer: null, preTokenizer: byteLevel(true) };
const digitsFirst: Splitting = {
  normalizer: null,
  preTokenizer: sequence({ type: "Digits", individual_digits: true }, byteLevel(true)),
};
const qwen2: Splitting = { normalizer: NFC, preTokenizer: sequence(split(words("\\p{N}")), byteLevel(false)) };
const llama3: Splitting = {
  normalizer: null,
  preTokenizer: sequence(split(words("\\p{N}{1,3}")), byteLevel(false)),
  wholeFirst: true,
  addsBos: true,
};
const deepseekCoder: Splitting = {
  normalizer: null,
  preTokenizer: sequence(
    split("[\\r\\n]"),
    split("\\s?\\p{L}+"),
    split("\\s?\\p{P}+"),
    split("[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"),
    { type: "Digits", individual_digits: true },
    byteLevel(false),
  ),
};

export const SPLITTINGS: Readonly<Record<string, Splitting>> = {
  "gpt-2": gpt2,
  qwen2,
  "llama-bpe": llama3,
  llama3,
  smollm: digitsFirst,
  starcoder: digitsFirst,
  "deepseek-coder": deepseekCoder,
};
