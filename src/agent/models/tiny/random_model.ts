/** A small model of Qwen2's shape with random weights: writes rubbish, by the same path as a real one. */
import { type Random, seededRandom } from "../runtime/sampling.ts";
import { type ModelFiles, modelFiles } from "./model_files.ts";
import { floats } from "./onnx.ts";
import { type DecoderShape, NORM_EPSILON, qwen2Graph, ROPE_THETA, type WeightSource } from "./qwen2_graph.ts";
import { tinyTokenizer } from "./tokenizer.ts";

export type RandomShape = Omit<DecoderShape, "vocab">;

export const TINY_SHAPE: RandomShape = {
  layers: 2,
  hidden: 64,
  heads: 4,
  kvHeads: 2,
  intermediate: 128,
  maxPositions: 4096,
};

/** The files of a model whose weights follow from `seed` alone. */
export function randomModelFiles(seed: number, shape: RandomShape = TINY_SHAPE): ModelFiles {
  const tokenizer = tinyTokenizer();
  const graph = qwen2Graph({ ...shape, vocab: tokenizer.vocabSize }, randomWeights(seededRandom(seed)));
  const config = {
    hidden_size: shape.hidden,
    intermediate_size: shape.intermediate,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    max_position_embeddings: shape.maxPositions,
    rope_theta: ROPE_THETA,
    rms_norm_eps: NORM_EPSILON,
    hidden_act: "silu",
    tie_word_embeddings: true,
  };
  return modelFiles(tokenizer, config, graph);
}

/** Normal with deviation 1/√fan-in, so that activations keep their size; scales of norms are 1. */
function randomWeights(random: Random): WeightSource {
  return (_name, dims, fanIn) => {
    const size = dims.reduce((a, b) => a * b, 1);
    if (fanIn === 0) return floats(new Float32Array(size).fill(1), dims);
    const deviation = 1 / Math.sqrt(fanIn);
    return floats(
      Float32Array.from({ length: size }, () => deviation * normal(random)),
      dims,
    );
  };
}

/** Box and Muller's transform. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
