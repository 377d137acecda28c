/** The tensors of a file, checked against what the graph of its shape needs: none missing, none left over, sizes right. */
import { UserError } from "../../lib/errors.ts";
import type { DecoderShape } from "../graph/decoder_graph.ts";
import { graphName, type Names } from "./architectures.ts";
import { bytesOfValues, isReadable, typeName } from "./blocks.ts";
import type { StoredTensor } from "./stored_model.ts";

/** A tensor as a file describes it; its dimensions from the slowest to the fastest. */
export interface FileTensor extends Pick<StoredTensor, "file" | "offset" | "type"> {
  readonly name: string;
  readonly dims: readonly number[];
}

interface Wanted {
  readonly outputs: number;
  readonly inputs: number;
}

/**
 * @param known names that stand in files and are no weights of the graph
 * @throws UserError naming the file and the first tensor that is wrong
 */
export function tensorTable(
  shape: DecoderShape,
  tensors: readonly FileTensor[],
  names: Names,
  options: { readonly model: string; readonly paired: boolean; readonly known: RegExp },
): Record<string, StoredTensor> {
  const { model, paired, known } = options;
  const wanted = new Map(wantedOf(shape));
  const table: Record<string, StoredTensor> = {};
  for (const tensor of tensors) {
    const name = graphName(names, tensor.name);
    const size = name === undefined ? undefined : wanted.get(name);
    if (name === undefined || size === undefined) {
      if (known.test(tensor.name) || (name === "head" && shape.tied)) continue;
      throw unusable(model, `it has a tensor ${tensor.name}, which its architecture does not`);
    }
    table[name] = { ...checked(tensor, size, model), ...(paired && pairedHeads(name, shape)) };
    wanted.delete(name);
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw unusable(model, `the weights ${missing} are missing`);
  return table;
}

function pairedHeads(name: string, { heads, kvHeads }: DecoderShape): { pairedHeads: number } | undefined {
  if (/\.query$/.test(name)) return { pairedHeads: heads };
  return /\.key$/.test(name) ? { pairedHeads: kvHeads } : undefined;
}

/** Every weight of the graph and its size. */
function wantedOf(shape: DecoderShape): [string, Wanted][] {
  const { hidden, heads, kvHeads, headSize, intermediate, vocab } = shape;
  const vector = (inputs: number): Wanted => ({ outputs: 1, inputs });
  const matrix = (outputs: number, inputs: number): Wanted => ({ outputs, inputs });
  const projections: [string, number][] = [
    ["query", heads * headSize],
    ["key", kvHeads * headSize],
    ["value", kvHeads * headSize],
  ];
  const layer: [string, Wanted][] = [
    ["attention_norm", vector(hidden)],
    ["mlp_norm", vector(hidden)],
    ...projections.map(([name, size]): [string, Wanted] => [name, matrix(size, hidden)]),
    ...(shape.attentionBias ? projections.map(([name, size]): [string, Wanted] => [`${name}.bias`, vector(size)]) : []),
    ...(shape.headNorm ? ["query_norm", "key_norm"].map((name): [string, Wanted] => [name, vector(headSize)]) : []),
    ["output", matrix(hidden, heads * headSize)],
    ["gate", matrix(intermediate, hidden)],
    ["up", matrix(intermediate, hidden)],
    ["down", matrix(hidden, intermediate)],
  ];
  const layers = Array.from({ length: shape.layers }, (_, index) =>
    layer.map(([name, size]): [string, Wanted] => [`layers.${index}.${name}`, size]),
  );
  return [
    ["embed", matrix(vocab, hidden)],
    ["final_norm", vector(hidden)],
    ...(shape.tied ? [] : [["head", matrix(vocab, hidden)] as [string, Wanted]]),
    ...layers.flat(),
  ];
}

function checked({ name, dims, type, file, offset }: FileTensor, size: Wanted, model: string): StoredTensor {
  const [outputs = 1, inputs] = dims.length === 1 ? [1, dims[0]] : dims;
  if (dims.length > 2 || outputs !== size.outputs || inputs !== size.inputs) {
    const should = size.outputs === 1 ? `${size.inputs}` : `${size.outputs} × ${size.inputs}`;
    throw unusable(model, `${name} has the size ${dims.join(" × ")} where ${should} is due`);
  }
  const bytes = isReadable(type) ? bytesOfValues(type, inputs) : undefined;
  if (bytes === undefined) {
    throw new UserError(`${model} stores ${name} as ${typeName(type)}, which this program cannot read`, {
      hint: "take the file in another quantization: Q8_0, Q4_K_M, Q4_0, …",
      exitCode: 2,
    });
  }
  return { file, offset, type, ...size, bytes: bytes * outputs };
}

export function unusable(model: string, why: string): UserError {
  return new UserError(`${model} cannot be used: ${why}`, { hint: "get the file again", exitCode: 2 });
}
