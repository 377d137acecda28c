/**
 * Weights as files store them: whole numbers in groups that share a scale, and some types a minimum. Layouts are those
 * of ggml's `block_*` structures (https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h).
 */
import { GGMLQuantizationType } from "@huggingface/gguf";

/** value = scale · code − minimum, each step rounded to 32-bit floats, with the scale and minimum of the code's group. */
export interface Blocks {
  readonly codes: Int8Array;
  /** Codes that share a scale, one behind the other. */
  readonly group: 16 | 32;
  readonly scales: Float32Array;
  /** Undefined where all are 0. */
  readonly minima?: Float32Array;
  /** Every code lies within. */
  readonly range: readonly [least: number, most: number];
}

/** One stored block → its codes, and the scale (and minimum) of each group. `at`: the block's first byte. */
interface BlockType {
  readonly bytes: number;
  readonly values: 32 | 256;
  readonly group: 16 | 32;
  readonly range: readonly [least: number, most: number];
  readonly hasMinimum?: true;
  read(view: DataView, at: number, out: BlockWriter): void;
}

/** Takes what a block holds, in order. */
interface BlockWriter {
  code(index: number, code: number): void;
  group(index: number, scale: number, minimum: number): void;
}

const HALVES = Float32Array.from({ length: 2 ** 16 }, (_, bits) => halfOf(bits));

/** IEEE 754 half precision. */
function halfOf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function half(view: DataView, at: number): number {
  return HALVES[view.getUint16(at, true)] ?? 0;
}

/** Two codes a byte: the low halves are the first sixteen, the high ones the others. */
function nibbles(view: DataView, at: number, each: (index: number, nibble: number) => void): void {
  for (let i = 0; i < 16; i++) {
    const byte = view.getUint8(at + i);
    each(i, byte & 15);
    each(i + 16, byte >> 4);
  }
}

const q4_0: BlockType = {
  ...{ bytes: 18, values: 32, group: 32, range: [-8, 7] },
  read: (view, at, out) => {
    out.group(0, half(view, at), 0);
    nibbles(view, at + 2, (i, q) => out.code(i, q - 8));
  },
};

const q4_1: BlockType = {
  ...{ bytes: 20, values: 32, group: 32, range: [0, 15], hasMinimum: true },
  read: (view, at, out) => {
    out.group(0, half(view, at), -half(view, at + 2));
    nibbles(view, at + 4, out.code);
  },
};

const q5_0: BlockType = {
  ...{ bytes: 22, values: 32, group: 32, range: [-16, 15] },
  read: (view, at, out) => {
    out.group(0, half(view, at), 0);
    const high = view.getUint32(at + 2, true);
    nibbles(view, at + 6, (i, q) => out.code(i, (q | (((high >>> i) & 1) << 4)) - 16));
  },
};

const q5_1: BlockType = {
  ...{ bytes: 24, values: 32, group: 32, range: [0, 31], hasMinimum: true },
  read: (view, at, out) => {
    out.group(0, half(view, at), -half(view, at + 2));
    const high = view.getUint32(at + 4, true);
    nibbles(view, at + 8, (i, q) => out.code(i, q | (((high >>> i) & 1) << 4)));
  },
};

const q8_0: BlockType = {
  ...{ bytes: 34, values: 32, group: 32, range: [-128, 127] },
  read: (view, at, out) => {
    out.group(0, half(view, at), 0);
    for (let i = 0; i < 32; i++) out.code(i, view.getInt8(at + 2 + i));
  },
};

const IQ4_CODES = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113] as const;

const iq4_nl: BlockType = {
  ...{ bytes: 18, values: 32, group: 32, range: [-127, 113] },
  read: (view, at, out) => {
    out.group(0, half(view, at), 0);
    nibbles(view, at + 2, (i, q) => out.code(i, IQ4_CODES[q] ?? 0));
  },
};

const q2_k: BlockType = {
  ...{ bytes: 84, values: 256, group: 16, range: [0, 3], hasMinimum: true },
  read: (view, at, out) => {
    const [scale, minimum] = [half(view, at + 80), half(view, at + 82)];
    for (let group = 0; group < 16; group++) {
      const packed = view.getUint8(at + group);
      out.group(group, scale * (packed & 15), minimum * (packed >> 4));
    }
    twoBits(view, at + 16, out.code);
  },
};

/** 256 codes of two bits: a byte holds those that stand 32 apart. */
function twoBits(view: DataView, at: number, each: (index: number, code: number) => void): void {
  for (let i = 0; i < 256; i++) {
    const byte = view.getUint8(at + 32 * (i >> 7) + (i & 31));
    each(i, (byte >> (2 * ((i >> 5) & 3))) & 3);
  }
}

const q3_k: BlockType = {
  ...{ bytes: 110, values: 256, group: 16, range: [-4, 3] },
  read: (view, at, out) => {
    const scale = half(view, at + 108);
    for (let group = 0; group < 16; group++) {
      const low = view.getUint8(at + 96 + (group & 7));
      const high = view.getUint8(at + 104 + (group & 3));
      const six = ((group < 8 ? low : low >> 4) & 15) | (((high >> (2 * (group >> 2))) & 3) << 4);
      out.group(group, scale * (six - 32), 0);
    }
    twoBits(view, at + 32, (i, two) => {
      const third = (view.getUint8(at + (i & 31)) >> (i >> 5)) & 1;
      out.code(i, two - (third === 1 ? 0 : 4));
    });
  },
};

/** The eight scales and minima, of six bits each, that Q4_K and Q5_K pack into twelve bytes. */
function sixBits(view: DataView, at: number, out: BlockWriter): void {
  const [scale, minimum] = [half(view, at), half(view, at + 2)];
  const byte = (index: number) => view.getUint8(at + 4 + index);
  for (let group = 0; group < 8; group++) {
    const first = group < 4;
    const s = first ? byte(group) & 63 : (byte(group + 4) & 15) | ((byte(group - 4) >> 6) << 4);
    const m = first ? byte(group + 4) & 63 : (byte(group + 4) >> 4) | ((byte(group) >> 6) << 4);
    out.group(group, scale * s, minimum * m);
  }
}

/** The half byte of a code among 256: pairs of groups of 32 share their bytes. */
function wideNibble(view: DataView, at: number, i: number): number {
  const byte = view.getUint8(at + 32 * (i >> 6) + (i & 31));
  return (i >> 5) & 1 ? byte >> 4 : byte & 15;
}

const q4_k: BlockType = {
  ...{ bytes: 144, values: 256, group: 32, range: [0, 15], hasMinimum: true },
  read: (view, at, out) => {
    sixBits(view, at, out);
    for (let i = 0; i < 256; i++) out.code(i, wideNibble(view, at + 16, i));
  },
};

const q5_k: BlockType = {
  ...{ bytes: 176, values: 256, group: 32, range: [0, 31], hasMinimum: true },
  read: (view, at, out) => {
    sixBits(view, at, out);
    for (let i = 0; i < 256; i++) {
      const high = (view.getUint8(at + 16 + (i & 31)) >> (i >> 5)) & 1;
      out.code(i, wideNibble(view, at + 48, i) | (high << 4));
    }
  },
};

const q6_k: BlockType = {
  ...{ bytes: 210, values: 256, group: 16, range: [-32, 31] },
  read: (view, at, out) => {
    const scale = half(view, at + 208);
    for (let group = 0; group < 16; group++) out.group(group, scale * view.getInt8(at + 192 + group), 0);
    for (let i = 0; i < 256; i++) {
      const [part, place] = [i >> 7, i & 127];
      const low = view.getUint8(at + 64 * part + (place & 63));
      const high = view.getUint8(at + 128 + 32 * part + (place & 31));
      const four = place < 64 ? low & 15 : low >> 4;
      out.code(i, (four | (((high >> (2 * (place >> 5))) & 3) << 4)) - 32);
    }
  },
};

const BLOCK_TYPES: ReadonlyMap<GGMLQuantizationType, BlockType> = new Map([
  [GGMLQuantizationType.Q4_0, q4_0],
  [GGMLQuantizationType.Q4_1, q4_1],
  [GGMLQuantizationType.Q5_0, q5_0],
  [GGMLQuantizationType.Q5_1, q5_1],
  [GGMLQuantizationType.Q8_0, q8_0],
  [GGMLQuantizationType.Q2_K, q2_k],
  [GGMLQuantizationType.Q3_K, q3_k],
  [GGMLQuantizationType.Q4_K, q4_k],
  [GGMLQuantizationType.Q5_K, q5_k],
  [GGMLQuantizationType.Q6_K, q6_k],
  [GGMLQuantizationType.IQ4_NL, iq4_nl],
]);

/** Bytes of one value of the types that are no blocks. */
const PLAIN_BYTES: ReadonlyMap<GGMLQuantizationType, number> = new Map([
  [GGMLQuantizationType.F32, 4],
  [GGMLQuantizationType.F16, 2],
  [GGMLQuantizationType.BF16, 2],
]);

/** For example "Q4_K". */
export function typeName(type: GGMLQuantizationType): string {
  return GGMLQuantizationType[type] ?? `type ${type}`;
}

/** Whether weights of this type can be read. */
export function isReadable(type: GGMLQuantizationType): boolean {
  return BLOCK_TYPES.has(type) || PLAIN_BYTES.has(type);
}

/** Bytes that so many values take; undefined for a type that cannot be read, or a number that fills no whole blocks. */
export function bytesOfValues(type: GGMLQuantizationType, count: number): number | undefined {
  const plain = PLAIN_BYTES.get(type);
  if (plain !== undefined) return count * plain;
  const block = BLOCK_TYPES.get(type);
  return block === undefined || count % block.values !== 0 ? undefined : (count / block.values) * block.bytes;
}

/** The codes and scales of stored blocks; undefined for types that store floats. */
export function readBlocks(type: GGMLQuantizationType, bytes: Uint8Array): Blocks | undefined {
  const block = BLOCK_TYPES.get(type);
  if (block === undefined) return undefined;
  const { group, values, range } = block;
  const blocks = bytes.byteLength / block.bytes;
  const codes = new Int8Array(blocks * values);
  const scales = new Float32Array(codes.length / group);
  const minima = block.hasMinimum && new Float32Array(scales.length);
  let [firstCode, firstGroup] = [0, 0];
  const out: BlockWriter = {
    code: (index, code) => {
      codes[firstCode + index] = code;
    },
    group: (index, scale, minimum) => {
      scales[firstGroup + index] = scale;
      if (minima) minima[firstGroup + index] = minimum;
    },
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < blocks; index++) {
    [firstCode, firstGroup] = [index * values, (index * values) / group];
    block.read(view, index * block.bytes, out);
  }
  return { codes, group, scales, range, ...(minima && { minima }) };
}

/** The numbers that blocks stand for. */
export function valuesOf({ codes, group, scales, minima }: Blocks): Float32Array {
  const values = new Float32Array(codes.length);
  for (let i = 0; i < values.length; i++) {
    const at = Math.floor(i / group);
    // An assignment to a Float32Array rounds, as each step of the reference does.
    values[i] = (scales[at] ?? 0) * (codes[i] ?? 0);
    if (minima) values[i] = (values[i] ?? 0) - (minima[at] ?? 0);
  }
  return values;
}

/** Stored numbers of any readable type → 32-bit floats. */
export function dequantize(type: GGMLQuantizationType, bytes: Uint8Array): Float32Array {
  const blocks = readBlocks(type, bytes);
  if (blocks !== undefined) return valuesOf(blocks);
  const width = PLAIN_BYTES.get(type);
  if (width === undefined) throw new Error(`weights of the type ${typeName(type)} cannot be read`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.byteLength / width);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < values.length; i++) {
    if (type === GGMLQuantizationType.F16) values[i] = half(view, 2 * i);
    else bits[i] = type === GGMLQuantizationType.F32 ? view.getUint32(4 * i, true) : view.getUint16(2 * i, true) << 16;
  }
  return values;
}
