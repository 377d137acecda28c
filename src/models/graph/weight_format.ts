/** What a number format of weights is to a graph. */
import type { Matrix } from "./matrix.ts";
import type { Graph } from "./onnx.ts";

/** How a graph reads its embedding and multiplies by its weights. */
export interface WeightFormat {
  /** `input` times the weight, [.., inputs] → [.., outputs]; `output` names the product where that matters. */
  linear(g: Graph, name: string, input: string, weight: Matrix, output?: string): string;
  /** Rows of the embedding, one per token. */
  embed(g: Graph, ids: string, table: Matrix): string;
  /** Ends a graph whose head is its embedding, so that they share what they can. */
  tiedHead(g: Graph, input: string, table: Matrix, output: string): void;
}
