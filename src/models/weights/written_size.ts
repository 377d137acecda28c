/** What a model will take once it is written. */
import type { FormatName } from "../graph/formats.ts";
import type { StoredModel } from "./stored_model.ts";

/** Bytes of one weight, scales and minima among them, at most. */
const BYTES: Readonly<Record<FormatName, number>> = {
  fp32: 4,
  int8: 1,
  q8: 1.13,
  q4: 0.63,
  w8a8: 1.01,
  exact: 1.5,
  "exact-a8": 1.5,
};

/** Bytes that the written model will take, about; never less. */
export function writtenBytes({ shape, tensors }: Pick<StoredModel, "shape" | "tensors">, format: FormatName): number {
  const count = ({ outputs, inputs }: { outputs: number; inputs: number }) => outputs * inputs;
  const all = Object.values(tensors).reduce((sum, tensor) => sum + count(tensor), 0);
  const again = shape.tied && format !== "fp32" ? shape.vocab * shape.hidden : 0;
  // Stored floats stay floats.
  const each = format.startsWith("exact") && Object.values(tensors).some(({ type }) => type <= 1) ? 4 : BYTES[format];
  const positions = 8 * shape.maxPositions * shape.headSize;
  return Math.ceil((all + again) * each) + positions + 2 ** 24;
}

/** How weights are written where nothing else is asked for. */
export const DEFAULT_FORMAT: FormatName = "w8a8";
