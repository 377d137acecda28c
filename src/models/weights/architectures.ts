/** The architectures that can be run, as the names that files give their weights and the settings of their shape. */
import { UserError } from "../../lib/errors.ts";

/** What stands in a file under a name: the name of a weight of the graph; undefined for what the graph does not have. */
export interface Names {
  readonly embed: string;
  readonly head: string;
  readonly final_norm: string;
  /** Before and behind a layer's number. */
  readonly layer: readonly [before: string, behind: string];
  /** Parts of a layer, by the graph's names, without ".weight" or ".bias". */
  readonly parts: Readonly<Record<string, string>>;
}

/** GGUF, all architectures (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). */
export const GGUF_NAMES: Names = {
  embed: "token_embd",
  head: "output",
  final_norm: "output_norm",
  layer: ["blk.", "."],
  parts: {
    attention_norm: "attn_norm",
    query: "attn_q",
    key: "attn_k",
    value: "attn_v",
    output: "attn_output",
    query_norm: "attn_q_norm",
    key_norm: "attn_k_norm",
    mlp_norm: "ffn_norm",
    gate: "ffn_gate",
    up: "ffn_up",
    down: "ffn_down",
  },
};

/** Safetensors as the transformers library names them. */
export const TRANSFORMERS_NAMES: Names = {
  embed: "model.embed_tokens",
  head: "lm_head",
  final_norm: "model.norm",
  layer: ["model.layers.", "."],
  parts: {
    attention_norm: "input_layernorm",
    query: "self_attn.q_proj",
    key: "self_attn.k_proj",
    value: "self_attn.v_proj",
    output: "self_attn.o_proj",
    query_norm: "self_attn.q_norm",
    key_norm: "self_attn.k_norm",
    mlp_norm: "post_attention_layernorm",
    gate: "mlp.gate_proj",
    up: "mlp.up_proj",
    down: "mlp.down_proj",
  },
};

export interface Architecture {
  readonly attentionBias: boolean;
  readonly headNorm: boolean;
  /** GGUF stores rows of queries and keys with the halves of each rotated pair next to each other. */
  readonly pairedInGguf: boolean;
}

/** By the name that files give it. */
export const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  llama: { attentionBias: false, headNorm: false, pairedInGguf: true },
  mistral: { attentionBias: false, headNorm: false, pairedInGguf: true },
  qwen2: { attentionBias: true, headNorm: false, pairedInGguf: false },
  qwen3: { attentionBias: false, headNorm: true, pairedInGguf: false },
};

/**
 * @param file what the error calls the model
 * @throws UserError naming the architecture and how it can be served
 */
export function architectureOf(name: string, file: string): Architecture {
  const found = ARCHITECTURES[name];
  if (found !== undefined) return found;
  throw new UserError(`${file} is of the architecture ${name}, which this program cannot run itself`, {
    hint: `serve it (llama-server -m …) and use --base-url; it can run ${Object.keys(ARCHITECTURES).join(", ")}`,
    exitCode: 2,
  });
}

/** The name of each weight in a file → its name in the graph: "blk.3.attn_q.bias" → "layers.3.query.bias". */
export function graphName(names: Names, stored: string): string | undefined {
  const [, base = "", kind = ""] = /^(.*)\.(weight|bias)$/.exec(stored) ?? [];
  const suffix = kind === "bias" ? ".bias" : "";
  for (const whole of ["embed", "head", "final_norm"] as const) if (base === names[whole]) return `${whole}${suffix}`;
  const [before, behind] = names.layer;
  if (!base.startsWith(before)) return undefined;
  const rest = base.slice(before.length);
  const end = rest.indexOf(behind);
  const part = Object.entries(names.parts).find(([, its]) => its === rest.slice(end + behind.length))?.[0];
  return /^\d+$/.test(rest.slice(0, end)) && part !== undefined
    ? `layers.${rest.slice(0, end)}.${part}${suffix}`
    : undefined;
}
