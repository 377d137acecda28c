/**
 * Writes ONNX graphs. Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto),
 * IR version 8.
 */
import { bytesField, floatField, intField, type Parts, textField } from "./protobuf.ts";

/** Element types, by their number in TensorProto.DataType. */
export const DATA_TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
export type DataType = keyof typeof DATA_TYPES;

export interface Tensor {
  readonly type: DataType;
  readonly dims: readonly number[];
  /** Little-endian elements. */
  readonly data: Uint8Array;
}

/** A file beside the graph's own for constants that are too large to stand in it. */
export interface ExternalData {
  /** Its name in the graph's folder. */
  readonly name: string;
  /** Writes bytes behind those that are there; gives the offset of the first. */
  append(data: Uint8Array): number;
}

/** Smaller constants stay in the graph, where onnxruntime wants shapes to be. */
const WORTH_A_PLACE = 1024;

/** A number is an INT attribute where it is whole and not wrapped, `{ float }` is FLOAT, a list is INTS. */
export type Attribute = number | string | readonly number[] | { readonly float: number } | Tensor;

/** A dimension is a number, or a name where it is known only at run time. */
export type Dimension = number | string;

/** A graph under construction: every method returns the name of what it added. */
export interface Graph {
  input(name: string, type: DataType, dims: readonly Dimension[]): string;
  output(name: string, type: DataType, dims: readonly Dimension[]): string;
  /** A weight or another constant; the same name twice is an error of the caller. */
  constant(name: string, tensor: Tensor): string;
  /** A constant that several nodes use, made when the first of them asks. */
  once(name: string, make: () => Tensor): string;
  /** Whether there is a constant or a node's output of that name. */
  has(name: string): boolean;
  /** One node; `options.output` names its (first) output, `options.outputs` counts them. */
  op(type: string, inputs: readonly string[], attributes?: Record<string, Attribute>, options?: OpOptions): string;
  /** The whole model, as bytes of a `.onnx` file. */
  encode(): Parts;
}

export interface OpOptions {
  readonly output?: string;
  readonly moreOutputs?: readonly string[];
  readonly domain?: string;
}

const OPSETS = [
  ["", 17],
  ["com.microsoft", 1],
] as const;

/** @param external takes the data of large constants as they are added, so that they need not be kept in memory */
export function createGraph(name: string, external?: ExternalData): Graph {
  const nodes: Parts[] = [];
  const constants: Parts[] = [];
  const inputs: Parts[] = [];
  const outputs: Parts[] = [];
  const names = new Set<string>();
  const add = (list: Parts[], field: number, name: string, parts: Parts): string => {
    list.push(bytesField(field, parts));
    names.add(name);
    return name;
  };
  const constant = (name: string, tensor: Tensor) => add(constants, 5, name, constantProto(tensor, name, external));
  return {
    input: (input, type, dims) => add(inputs, 11, input, valueInfo(input, type, dims)),
    output: (output, type, dims) => add(outputs, 12, output, valueInfo(output, type, dims)),
    constant,
    once: (constantName, make) => (names.has(constantName) ? constantName : constant(constantName, make())),
    has: (any) => names.has(any),
    op: (type, from, attributes = {}, options = {}) => {
      const output = options.output ?? `${type}_${nodes.length}`;
      const to = [output, ...(options.moreOutputs ?? [])];
      return add(nodes, 1, output, nodeProto(type, from, to, attributes, options.domain ?? ""));
    },
    encode: () => modelProto([...nodes.flat(), ...textField(2, name), ...[constants, inputs, outputs].flat(2)]),
  };
}

function modelProto(graph: Parts): Parts {
  const opsets = OPSETS.flatMap(([domain, version]) =>
    bytesField(8, [...textField(1, domain), ...intField(2, version)]),
  );
  return [...intField(1, 8), ...bytesField(7, graph), ...opsets];
}

function nodeProto(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Record<string, Attribute>,
  domain: string,
): Parts {
  return [
    ...inputs.flatMap((input) => textField(1, input)),
    ...outputs.flatMap((output) => textField(2, output)),
    ...textField(3, `${type}:${outputs[0]}`),
    ...textField(4, type),
    ...Object.entries(attributes).flatMap(([name, value]) => bytesField(5, attributeProto(name, value))),
    ...textField(7, domain),
  ];
}

function attributeProto(name: string, value: Attribute): Parts {
  const kind = (type: number): Parts => [...textField(1, name), ...intField(20, type)];
  if (typeof value === "number") return [...kind(2), ...intField(3, value)];
  if (typeof value === "string") return [...kind(3), ...textField(4, value)];
  if ("float" in value) return [...kind(1), ...floatField(2, value.float)];
  if ("data" in value) return [...kind(4), ...bytesField(5, tensorProto(value))];
  return [...kind(7), ...value.flatMap((item) => intField(8, item))];
}

function constantProto(tensor: Tensor, name: string, external?: ExternalData): Parts {
  const { byteLength } = tensor.data;
  if (external === undefined || byteLength < WORTH_A_PLACE) return tensorProto(tensor, name);
  const place = { location: external.name, offset: external.append(tensor.data), length: byteLength };
  const entries = Object.entries(place).flatMap(([key, value]) =>
    bytesField(13, [...textField(1, key), ...textField(2, String(value))]),
  );
  return [...tensorHead(tensor, name), ...entries, ...intField(14, 1)];
}

function tensorProto(tensor: Tensor, name = ""): Parts {
  return [...tensorHead(tensor, name), ...bytesField(9, [tensor.data])];
}

function tensorHead({ dims, type }: Tensor, name: string): Parts {
  return [...dims.flatMap((dim) => intField(1, dim)), ...intField(2, DATA_TYPES[type]), ...textField(8, name)];
}

function valueInfo(name: string, type: DataType, dims: readonly Dimension[]): Parts {
  const shape = dims.flatMap((dim) => bytesField(1, typeof dim === "number" ? intField(1, dim) : textField(2, dim)));
  const tensorType = [...intField(1, DATA_TYPES[type]), ...bytesField(2, shape)];
  return [...textField(1, name), ...bytesField(2, bytesField(1, tensorType))];
}

// ------------------------------------------------------------------------------------------------- constants

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

export function floats(values: Float32Array | readonly number[], dims: readonly number[] = [values.length]): Tensor {
  return { type: "float32", dims, data: bytesOf(values instanceof Float32Array ? values : Float32Array.from(values)) };
}

export function int64s(values: readonly number[], dims: readonly number[] = [values.length]): Tensor {
  return { type: "int64", dims, data: bytesOf(BigInt64Array.from(values, BigInt)) };
}
