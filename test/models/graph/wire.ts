/** Reads protocol buffers: https://protobuf.dev/programming-guides/encoding */

export interface Field {
  readonly field: number;
  /** Of a varint. */
  readonly number: number;
  /** Of a sub-message or of bytes. */
  readonly bytes: Uint8Array;
}

/** The fields of one message, in order. */
export function readFields(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (; ; factor *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const [field, wireType] = [key >> 3, key & 7];
    const number = wireType === 5 ? 4 : varint();
    const bytes = wireType === 0 ? new Uint8Array() : message.subarray(at, at + number);
    at += bytes.length;
    fields.push({ field, number, bytes });
  }
  return fields;
}
