/** A model as its file holds it: its shape, and where each of its weights stands. Plain data, for another process too. */
import type { GGMLQuantizationType } from "@huggingface/gguf";
import type { DecoderShape } from "../graph/decoder_graph.ts";

/** A run of bytes that is one tensor, [outputs, inputs] or [length]. */
export interface StoredTensor {
  /** Absolute path. */
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  readonly type: GGMLQuantizationType;
  readonly outputs: number;
  readonly inputs: number;
  /** Rows of so many heads stand in the order of GGUF's Llama: the halves of each pair next to each other. */
  readonly pairedHeads?: number;
}

export interface StoredModel {
  /** For example "qwen2". */
  readonly architecture: string;
  readonly shape: DecoderShape;
  /** By the graph's own names, see `WeightSource`. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Tokens of the context that the model was trained for. */
  readonly contextLength: number;
}
