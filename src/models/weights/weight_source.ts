/** Weights that are read when the graph asks for them, one tensor at a time. */
import type { WeightSource } from "../graph/decoder_graph.ts";
import { type Matrix, matrixByOutput } from "../graph/matrix.ts";
import { type Blocks, dequantize, readBlocks } from "./blocks.ts";
import { readRangeSync } from "./read_range.ts";
import type { StoredModel, StoredTensor } from "./stored_model.ts";

/** Reads synchronously: for a process that does nothing else. */
export function storedWeights({ tensors }: Pick<StoredModel, "tensors">): WeightSource {
  const tensor = (name: string): StoredTensor => {
    const found = tensors[name];
    if (found === undefined) throw new Error(`no weights ${name}`);
    return found;
  };
  return {
    matrix: (name) => matrixOf(tensor(name)),
    vector: (name) => {
      const stored = tensor(name);
      return dequantize(stored.type, readRangeSync(stored.file, stored.offset, stored.bytes));
    },
  };
}

function matrixOf(tensor: StoredTensor): Matrix {
  const { type, inputs, outputs } = tensor;
  const blocks = (): Blocks | undefined => readBlocks(type, rowsOf(tensor));
  return { ...matrixByOutput(() => dequantize(type, rowsOf(tensor)), inputs, outputs), blocks };
}

/** The stored bytes, their rows in the order that the rotation by halves wants. */
function rowsOf({ file, offset, bytes, outputs, pairedHeads }: StoredTensor): Uint8Array {
  const stored = readRangeSync(file, offset, bytes);
  if (pairedHeads === undefined) return stored;
  const [row, size] = [bytes / outputs, outputs / pairedHeads];
  const ordered = new Uint8Array(bytes);
  for (let to = 0; to < outputs; to++) {
    const [head, place] = [Math.floor(to / size), to % size];
    const from = head * size + 2 * (place % (size / 2)) + (place < size / 2 ? 0 : 1);
    ordered.set(stored.subarray(from * row, (from + 1) * row), to * row);
  }
  return ordered;
}
