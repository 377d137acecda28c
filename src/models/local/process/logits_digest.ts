/** What a model makes of a fixed text, to the last bit: another processor or runtime may compute otherwise. */
import { createHash } from "node:crypto";
import type { PreTrainedModel, PreTrainedTokenizer, Tensor } from "@huggingface/transformers";

/** Changes of it make workers of different versions strangers to each other. */
const TEXT =
  "def middle(values):\n    ordered = sorted(values)\n    return ordered[len(ordered) // 2]\n# 0.1 + 0.2 != 0.3";

/** @returns 16 hexadecimal digits of a SHA-256 over the logits of all its tokens */
export async function logitsDigest(model: PreTrainedModel, tokenizer: PreTrainedTokenizer): Promise<string> {
  const inputs = tokenizer(TEXT, { add_special_tokens: false });
  const { logits } = (await model(inputs)) as { logits: Tensor };
  const { buffer, byteOffset, byteLength } = logits.data as Float32Array;
  const hash = createHash("sha256").update(JSON.stringify(logits.dims));
  return hash
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex")
    .slice(0, 16);
}
