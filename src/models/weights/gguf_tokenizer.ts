/** The tokenizer in a GGUF file → the files that the tokenizers library reads. */
import { z } from "zod";
import { UserError } from "../../lib/errors.ts";
import type { GgufMetadata } from "./gguf_file.ts";
import { type Entry, sentencePieceModel, withSpacePrefix } from "./sentencepiece.ts";
import { SPLITTINGS, type Splitting } from "./splitting.ts";

/** Kinds of tokens, by llama.cpp's numbers. */
const KIND = { control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

const metadataSchema = z.looseObject({
  "tokenizer.ggml.model": z.string(),
  "tokenizer.ggml.pre": z.string().optional(),
  "tokenizer.ggml.tokens": z.array(z.string()),
  "tokenizer.ggml.token_type": z.array(z.number()).optional(),
  "tokenizer.ggml.scores": z.array(z.number()).optional(),
  "tokenizer.ggml.merges": z.array(z.string()).optional(),
  "tokenizer.ggml.bos_token_id": z.number().optional(),
  "tokenizer.ggml.eos_token_id": z.number().optional(),
  "tokenizer.ggml.eot_token_id": z.number().optional(),
  "tokenizer.ggml.padding_token_id": z.number().optional(),
  "tokenizer.ggml.unknown_token_id": z.number().optional(),
  "tokenizer.ggml.add_bos_token": z.boolean().optional(),
  "tokenizer.ggml.add_space_prefix": z.boolean().optional(),
  "tokenizer.chat_template": z.string().optional(),
});
type Metadata = z.infer<typeof metadataSchema>;

/** What a GGUF file's tokenizer becomes. */
export interface TokenizerFiles {
  readonly tokenizer: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly endTokens: readonly number[];
}

/** Marks that end an answer, whichever of them the header names. */
const END_MARKS = new Set(["<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|endoftext|>", "<|end|>", "<|EOT|>", "</s>"]);

/**
 * @param file what errors call the model
 * @throws UserError where the header has no tokenizer, or one of a kind that is not known
 */
export function ggufTokenizer(metadata: GgufMetadata, file: string): TokenizerFiles {
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError(`${file} has no tokenizer that can be read (${issue?.path.join(".")}: ${issue?.message})`, {
      exitCode: 2,
    });
  }
  const fields = parsed.data;
  const entries = entriesOf(fields);
  const built = fields["tokenizer.ggml.model"] === "llama" ? pieces(fields, entries) : bytePairs(fields, entries, file);
  const bos = fields["tokenizer.ggml.tokens"][fields["tokenizer.ggml.bos_token_id"] ?? -1];
  const addsBos = fields["tokenizer.ggml.add_bos_token"] ?? built.addsBos;
  return {
    tokenizer: {
      ...{ version: "1.0", truncation: null, padding: null },
      added_tokens: entries.filter(isAdded).map(addedToken),
      ...built.parts,
      post_processor: addsBos && bos !== undefined ? beginWith(bos, fields) : null,
    },
    config: configOf(fields, addsBos),
    endTokens: endTokensOf(fields, entries),
  };
}

function entriesOf(fields: Metadata): Entry[] {
  const [kinds, scores] = [fields["tokenizer.ggml.token_type"], fields["tokenizer.ggml.scores"]];
  return fields["tokenizer.ggml.tokens"].map((text, id) => ({
    id,
    text,
    kind: kinds?.[id] ?? 1,
    score: scores?.[id] ?? 0,
  }));
}

interface Built {
  readonly parts: Readonly<Record<string, unknown>>;
  readonly addsBos: boolean;
}

function bytePairs(fields: Metadata, entries: readonly Entry[], file: string): Built {
  const pre = fields["tokenizer.ggml.pre"] ?? "gpt-2";
  const kind = fields["tokenizer.ggml.model"];
  const splitting: Splitting | undefined = kind === "gpt2" ? SPLITTINGS[pre] : undefined;
  if (splitting === undefined) {
    throw new UserError(`${file} has a tokenizer of the kind ${kind}, ${pre}, which this program does not know`, {
      hint: `serve the model (llama-server -m …) and use --base-url; known are ${Object.keys(SPLITTINGS).join(", ")}`,
      exitCode: 2,
    });
  }
  const vocab = Object.fromEntries(
    entries.filter(({ kind: it }) => it !== KIND.unused).map(({ text, id }) => [text, id]),
  );
  const merges = fields["tokenizer.ggml.merges"] ?? [];
  const parts = {
    normalizer: splitting.normalizer,
    pre_tokenizer: splitting.preTokenizer,
    decoder: { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: { ...BPE, ignore_merges: splitting.wholeFirst ?? false, vocab, merges },
  };
  return { parts, addsBos: splitting.addsBos ?? false };
}

const BPE = {
  ...{ type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: "", end_of_word_suffix: "" },
  ...{ fuse_unk: false, byte_fallback: false },
};

function pieces(fields: Metadata, entries: readonly Entry[]): Built {
  const prefix = fields["tokenizer.ggml.add_space_prefix"] ?? true;
  const unknown = fields["tokenizer.ggml.tokens"][fields["tokenizer.ggml.unknown_token_id"] ?? 0];
  const model = { ...BPE, ...sentencePieceModel(entries), unk_token: unknown, fuse_unk: true, byte_fallback: true };
  return { parts: { ...withSpacePrefix(prefix), pre_tokenizer: null, model }, addsBos: true };
}

function isAdded({ kind }: Entry): boolean {
  return kind === KIND.control || kind === KIND.userDefined;
}

function addedToken({ id, text, kind }: Entry) {
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return { id, content: text, ...plain, special: kind === KIND.control };
}

function beginWith(bos: string, fields: Metadata) {
  const special = { SpecialToken: { id: bos, type_id: 0 } };
  const text = (id: string, type: number) => ({ Sequence: { id, type_id: type } });
  return {
    type: "TemplateProcessing",
    single: [special, text("A", 0)],
    pair: [special, text("A", 0), text("B", 1)],
    special_tokens: { [bos]: { id: bos, ids: [fields["tokenizer.ggml.bos_token_id"]], tokens: [bos] } },
  };
}

function configOf(fields: Metadata, addsBos: boolean) {
  const token = (key: "bos" | "eos" | "padding" | "unknown") => {
    const id = fields[`tokenizer.ggml.${key}_token_id`];
    return id === undefined ? undefined : fields["tokenizer.ggml.tokens"][id];
  };
  const template = fields["tokenizer.chat_template"];
  return {
    tokenizer_class: "PreTrainedTokenizer",
    ...{ bos_token: token("bos"), eos_token: token("eos"), pad_token: token("padding"), unk_token: token("unknown") },
    add_bos_token: addsBos,
    clean_up_tokenization_spaces: false,
    ...(template !== undefined && { chat_template: template }),
  };
}

function endTokensOf(fields: Metadata, entries: readonly Entry[]): number[] {
  const named = [fields["tokenizer.ggml.eos_token_id"], fields["tokenizer.ggml.eot_token_id"]];
  const marks = entries.filter((entry) => isAdded(entry) && END_MARKS.has(entry.text)).map(({ id }) => id);
  return [...new Set([...named, ...marks])].filter((id): id is number => id !== undefined);
}
