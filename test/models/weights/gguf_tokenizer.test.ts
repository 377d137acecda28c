import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { AutoTokenizer } from "@huggingface/transformers";
import { expect, it, test } from "vitest";
import { writeModel } from "../../../src/models/graph/model_files.ts";
import { ggufTokenizer } from "../../../src/models/weights/gguf_tokenizer.ts";
import { SPLITTINGS } from "../../../src/models/weights/splitting.ts";
import { temporaryFolder } from "../../support/folder.ts";

const QWEN2 = resolve("../shared/data/models/qwen2-tokenizer");
const TEXTS = [
  readFileSync("dataset/sample_python.jsonl", "utf8").slice(0, 20_000),
  "Hello  world\n\n\n  12345 3.14159 don't I'LL we've ÄÖÜ naïve café 日本語テスト 한국어 😀👩‍👩‍👧 \t\ttabs\r\ncrlf\r\n",
  " leading\u00a0\u2003\u3000 spaces ",
  "e\u0301 composed ﬁ",
  "<|im_start|>user\nhi<|im_end|>\n",
];

async function load(metadata: Record<string, unknown>) {
  const folder = temporaryFolder();
  const { tokenizer, config, endTokens } = ggufTokenizer(metadata, "test.gguf");
  const json = (value: unknown) => [new TextEncoder().encode(JSON.stringify(value))];
  await writeModel(
    folder,
    new Map([
      ["tokenizer.json", json(tokenizer)],
      ["tokenizer_config.json", json(config)],
    ]),
  );
  return { tokenizer: await AutoTokenizer.from_pretrained(folder, { local_files_only: true }), endTokens };
}

it.skipIf(!existsSync(QWEN2))(
  "Qwen2's vocabulary out of a GGUF header gives the tokens of its own tokenizer",
  async () => {
    const own = JSON.parse(readFileSync(join(QWEN2, "tokenizer.json"), "utf8"));
    const tokens: string[] = [];
    const kinds: number[] = [];
    for (const [text, id] of Object.entries<number>(own.model.vocab)) [tokens[id], kinds[id]] = [text, 1];
    for (const { id, content } of own.added_tokens) [tokens[id], kinds[id]] = [content, 3];
    const ends = { "tokenizer.ggml.eos_token_id": 151645, "tokenizer.ggml.bos_token_id": 151643 };
    const { tokenizer, endTokens } = await load({
      ...{ "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "qwen2", "tokenizer.ggml.tokens": tokens },
      ...{ "tokenizer.ggml.token_type": kinds, "tokenizer.ggml.merges": own.model.merges, ...ends },
    });
    const reference = await AutoTokenizer.from_pretrained(QWEN2, { local_files_only: true });
    for (const text of TEXTS) {
      expect(tokenizer.encode(text)).toEqual(reference.encode(text));
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(reference.decode(reference.encode(text)));
    }
    expect(endTokens).toEqual([151645, 151643]);
  },
);

/** Trained and encoded by sentencepiece 0.2 itself, with a prefix space and single bytes to fall back on. */
const PIECES: { tokens: string[]; scores: number[]; kinds: number[]; encodings: [string, number[]][] } = JSON.parse(
  readFileSync(new URL("./fixtures/sentencepiece.json", import.meta.url), "utf8"),
);

it("a vocabulary of sentencepiece gives the tokens of sentencepiece", async () => {
  const { tokenizer } = await load({
    ...{ "tokenizer.ggml.model": "llama", "tokenizer.ggml.tokens": PIECES.tokens },
    ...{ "tokenizer.ggml.scores": PIECES.scores, "tokenizer.ggml.token_type": PIECES.kinds },
    ...{ "tokenizer.ggml.bos_token_id": 1, "tokenizer.ggml.eos_token_id": 2, "tokenizer.ggml.unknown_token_id": 0 },
  });
  for (const [text, ids] of PIECES.encodings) {
    const own = tokenizer.encode(text, { add_special_tokens: false });
    // The library adds no prefix to an empty text; neither does sentencepiece.
    expect([text, own]).toEqual([text, ids]);
    expect(tokenizer.encode(text)).toEqual([1, ...ids]);
    if (text !== "") expect(tokenizer.decode(ids)).toBe(text);
  }
});

/** How texts are split, seen through a vocabulary of single bytes and the pieces that are whole words. */
const SPLITS: [rule: string, text: string, pieces: string[]][] = [
  ["gpt-2", "it's 1234 a\n\n b", ["it", "'s", "Ġ1234", "Ġa", "ĊĊ", "Ġb"]],
  ["qwen2", "it's 1234 a\n\n b", ["it", "'s", "Ġ", "1", "2", "3", "4", "Ġa", "ĊĊ", "Ġb"]],
  ["llama-bpe", "it's 1234 a\n\n b", ["it", "'s", "Ġ", "123", "4", "Ġa", "ĊĊ", "Ġb"]],
  ["smollm", "it's 1234 a\n\n b", ["it", "'s", "Ġ", "1", "2", "3", "4", "Ġa", "ĊĊ", "Ġb"]],
  ["deepseek-coder", "it's 1234 a\n\n b", ["it", "'", "s", "Ġ", "1", "2", "3", "4", "Ġa", "Ċ", "Ċ", "Ġb"]],
];

test.each(SPLITS)("%s splits %j as its models do", async (rule, text, pieces) => {
  // With these words as whole tokens, and merges that make them letter by letter, what comes out shows the splitting.
  const words = ["it", "'s", "Ġ1234", "Ġa", "Ġb", "ĊĊ", "123", "1234", "Ġ1", "Ġ12", "Ġ123", "12"];
  const merges = ["i t", "' s", "Ġ a", "Ġ b", "Ċ Ċ", "1 2", "12 3", "123 4", "Ġ 1", "Ġ 1234", "Ġ 123", "Ġ 12"];
  const letters = [..."its'1234ab", "Ġ", "Ċ"];
  const tokens = [...new Set([...letters, ...words])];
  const { tokenizer } = await load({
    ...{ "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": rule, "tokenizer.ggml.tokens": tokens },
    ...{ "tokenizer.ggml.merges": merges, "tokenizer.ggml.add_bos_token": false },
  });
  expect(tokenizer.encode(text).map((id) => tokens[id])).toEqual(pieces);
});

it("has the rules that it promises", () => {
  for (const rule of ["qwen2", "llama-bpe", "smollm", "gpt-2", "deepseek-coder"])
    expect(SPLITTINGS).toHaveProperty(rule);
});
