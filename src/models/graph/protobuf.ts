/**
 * Just enough of the protocol buffers wire format to write an ONNX model
 * (https://protobuf.dev/programming-guides/encoding). A message is a list of parts, so that large weights are never
 * copied.
 */

export type Parts = readonly Uint8Array[];

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

export function byteLength(parts: Parts): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}

/** Base-128 groups, lowest first; negative numbers as 64-bit two's complement. */
function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}

function key(field: number, wireType: number): number[] {
  return varint((field << 3) | wireType);
}

export function intField(field: number, value: number | bigint): Parts {
  return [Uint8Array.from([...key(field, VARINT), ...varint(value)])];
}

export function floatField(field: number, value: number): Parts {
  return [Uint8Array.from(key(field, FIXED32)), new Uint8Array(Float32Array.of(value).buffer)];
}

/** A sub-message, or bytes. */
export function bytesField(field: number, parts: Parts): Parts {
  return [Uint8Array.from([...key(field, BYTES), ...varint(byteLength(parts))]), ...parts];
}

export function textField(field: number, text: string): Parts {
  return bytesField(field, [new TextEncoder().encode(text)]);
}
