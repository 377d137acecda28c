/** Text in the encodings that files have → UTF-8, piece by piece. */
import { UserError } from "../errors.ts";
import { joined, storedChunks } from "./stored_file.ts";

/** Longest text that is one string here; V8 holds a little more. */
const LONGEST_TEXT = 2 ** 29 - 2 ** 10;

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "utf-32";

/** By the byte order mark; without one by where the zero bytes of the first character stand. */
function encodingOf([a, b, c, d]: Uint8Array): Encoding {
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0)) return "utf-32";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a !== undefined && b === 0) return "utf-16le";
  return a === 0 ? "utf-16be" : "utf-8";
}

export function isUtf8(start: Uint8Array): boolean {
  return encodingOf(start) === "utf-8";
}

interface Decoder {
  add(chunk: Buffer): Buffer;
  end(): Buffer;
}

/** The least that tells the encodings apart. */
const START_BYTES = 4;

/**
 * Passes UTF-8 on as it is, and makes it of UTF-16, with a byte order mark or without.
 *
 * @param path the name that errors give the file
 * @throws UserError for other encodings
 */
export async function* asUtf8(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  let decoder: Decoder | undefined;
  let start = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (decoder !== undefined) yield decoder.add(chunk);
    else {
      start = Buffer.concat([start, chunk]);
      if (start.length < START_BYTES) continue;
      decoder = decoderOf(start, path);
      yield decoder.add(start);
    }
  }
  if (decoder !== undefined) return yield decoder.end();
  const short = decoderOf(start, path);
  yield short.add(start);
  yield short.end();
}

function decoderOf(start: Buffer, path: string): Decoder {
  const encoding = encodingOf(start);
  if (encoding === "utf-8") return { add: (chunk) => chunk, end: () => Buffer.alloc(0) };
  const refuse = (what: string, cause?: unknown) =>
    new UserError(`${path} ${what}`, { hint: "save it as UTF-8 and try again", cause });
  if (encoding === "utf-32") throw refuse("is no UTF-8 text, but UTF-32 or no text at all");
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (chunk?: Buffer): Buffer => {
    try {
      return Buffer.from(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch (cause) {
      throw refuse("is neither UTF-8 nor whole UTF-16 text", cause);
    }
  };
  return { add: decode, end: () => decode() };
}

const BOM = "\ufeff";

/**
 * The text of a file, unpacked and decoded, without a byte order mark.
 *
 * @throws UserError where it cannot be read, is no UTF-8 or UTF-16 text, or is longer than a text may be
 */
export async function readStoredText(path: string): Promise<string> {
  const bytes = await joined(asUtf8(storedChunks(path), path), path, LONGEST_TEXT);
  return decoded(bytes, path);
}

/** @throws UserError where bytes are no UTF-8 text */
export function decoded(bytes: Uint8Array, where: string): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith(BOM) ? text.slice(1) : text;
  } catch (cause) {
    throw new UserError(`${where}: not UTF-8 text`, { hint: "save it as UTF-8 and try again", cause });
  }
}

/** @throws UserError where text is longer than it may be */
export function wholeText(chunks: AsyncIterable<Buffer>, path: string): Promise<Buffer> {
  return joined(chunks, path, LONGEST_TEXT);
}
