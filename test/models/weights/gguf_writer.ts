/** Writes small GGUF files, as llama.cpp's own converter lays them out. */
import { writeFileSync } from "node:fs";
import type { GGMLQuantizationType } from "@huggingface/gguf";

export type Value = string | number | boolean | readonly string[] | readonly number[];

export interface WrittenTensor {
  readonly name: string;
  /** From the slowest dimension to the fastest. */
  readonly dims: readonly number[];
  readonly type: GGMLQuantizationType;
  readonly data: Uint8Array;
}

const TYPES = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;
const ALIGNMENT = 32;

export function writeGguf(
  path: string,
  metadata: Readonly<Record<string, Value>>,
  tensors: readonly WrittenTensor[],
): void {
  const entries = Object.entries(metadata).flatMap(([key, value]) => [text(key), ...typed(value)]);
  let offset = 0;
  const infos = tensors.flatMap(({ name, dims, type, data }) => {
    const info = [text(name), u32(dims.length), ...[...dims].reverse().map(u64), u32(type), u64(offset)];
    offset += padded(data.length);
    return info;
  });
  const counts = [u64(tensors.length), u64(Object.keys(metadata).length)];
  const head = Buffer.concat([Buffer.from("GGUF"), u32(3), ...counts, ...entries, ...infos]);
  const body = tensors.flatMap(({ data }) => [data, Buffer.alloc(padded(data.length) - data.length)]);
  writeFileSync(path, Buffer.concat([head, Buffer.alloc(padded(head.length) - head.length), ...body]));
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function typed(value: Value): Buffer[] {
  if (typeof value === "string") return [u32(TYPES.string), text(value)];
  if (typeof value === "boolean") return [u32(TYPES.bool), Buffer.from([Number(value)])];
  if (typeof value === "number")
    return Number.isInteger(value) ? [u32(TYPES.uint32), u32(value)] : [u32(TYPES.float32), f32(value)];
  const isText = typeof value[0] === "string";
  const whole = value.every((item) => typeof item === "number" && Number.isInteger(item));
  const kind = isText ? TYPES.string : whole ? TYPES.int32 : TYPES.float32;
  const items = value.map((item) => (typeof item === "string" ? text(item) : whole ? i32(item) : f32(item)));
  return [u32(TYPES.array), u32(kind), u64(value.length), ...items];
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
