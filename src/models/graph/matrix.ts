/** A weight matrix as its owner has it, given in the order that a format wants. */
import type { Blocks } from "../weights/blocks.ts";

/** Computed when it is asked for, and not kept: a model is written a matrix at a time. */
export interface Matrix {
  readonly inputs: number;
  readonly outputs: number;
  /** [outputs, inputs], a row behind the other. */
  byOutput(): Float32Array;
  /** [inputs, outputs]. */
  byInput(): Float32Array;
  /** As it is stored, [outputs, inputs]; undefined where that is as floats. */
  blocks?(): Blocks | undefined;
}

/** @param values [inputs, outputs] */
export function matrixByInput(values: Float32Array, inputs: number, outputs: number): Matrix {
  return { inputs, outputs, byInput: () => values, byOutput: () => transposed(values, inputs, outputs) };
}

/** @param values gives [outputs, inputs] */
export function matrixByOutput(values: () => Float32Array, inputs: number, outputs: number): Matrix {
  return { inputs, outputs, byOutput: values, byInput: () => transposed(values(), outputs, inputs) };
}

/** In squares that fit the processor's cache. */
export function transposed<T extends Float32Array | Int8Array>(values: T, rows: number, columns: number): T {
  const SIDE = 64;
  const turned = new (values.constructor as new (length: number) => T)(values.length);
  for (let top = 0; top < rows; top += SIDE)
    for (let left = 0; left < columns; left += SIDE)
      for (let row = top; row < Math.min(rows, top + SIDE); row++)
        for (let column = left; column < Math.min(columns, left + SIDE); column++)
          turned[column * rows + row] = values[row * columns + column] ?? 0;
  return turned;
}

/** The largest absolute value. */
export function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}
