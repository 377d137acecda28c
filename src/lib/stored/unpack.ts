/** gzip and Zstandard, unpacked piece by piece. */
import { pipeline, Readable } from "node:stream";
import { createGunzip, createInflateRaw } from "node:zlib";
import { Decompress } from "fzstd";
import { PackingError, ZstdFrames } from "./zstd_frames.ts";

export type Packing = "gzip" | "zstd";

const MAGIC: readonly (readonly [string, RegExp])[] = [
  ["gzip", /^1f8b/],
  // A frame, or one to be skipped before it.
  ["zstd", /^(28b52ffd|5.2a4d18)/],
  ["bzip2", /^425a68/],
  ["xz", /^fd377a585a00/],
  ["7z", /^377abcaf271c/],
  ["lz4", /^04224d18/],
  ["zip", /^504b0304/],
];
export const MAGIC_BYTES = 6;

/** What the first bytes of a file say that it is packed with; `Packing` is what can be unpacked here. */
export function packingOf(start: Uint8Array): string | undefined {
  const hex = Buffer.from(start.subarray(0, MAGIC_BYTES)).toString("hex");
  return MAGIC.find(([, magic]) => magic.test(hex))?.[0];
}

export function canUnpack(packing: string): packing is Packing {
  return packing === "gzip" || packing === "zstd";
}

/** @throws PackingError for bytes that are damaged or cut short */
export function unpacked(packing: Packing, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return packing === "gzip" ? inflated(chunks, createGunzip()) : unpackedZstd(chunks);
}

/** The same of what zip calls deflate. */
export function unpackedDeflate(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return inflated(chunks, createInflateRaw());
}

async function* inflated(chunks: AsyncIterable<Buffer>, inflate: ReturnType<typeof createGunzip>) {
  const source = Readable.from(chunks, { objectMode: false });
  try {
    // Errors of the source reach the reader of the last stream.
    for await (const chunk of pipeline(source, inflate, () => {})) yield chunk as Buffer;
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (!code.startsWith("Z_")) throw cause;
    throw new PackingError(code === "Z_BUF_ERROR" ? "is cut short" : "is damaged", { cause });
  }
}

async function* unpackedZstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const frames = new ZstdFrames();
  let ready: Buffer[] = [];
  const newStream = () => new Decompress((data) => ready.push(Buffer.from(data)));
  let stream = newStream();
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      const piece = chunk.subarray(at, at + PIECE);
      let from = 0;
      // The library reads one frame well, and several of them not always.
      for (const end of frames.see(piece)) {
        pushed(stream, piece.subarray(from, end), true);
        stream = newStream();
        from = end;
      }
      if (from < piece.length) pushed(stream, piece.subarray(from), false);
      yield* ready;
      ready = [];
    }
  }
  if (!frames.complete) throw new PackingError("is cut short");
}

/** A small piece at a time: all that is unpacked of one waits in memory. */
const PIECE = 2 ** 10;

function pushed(stream: Decompress, piece: Uint8Array, isLast: boolean): void {
  try {
    stream.push(piece, isLast);
  } catch (cause) {
    throw new PackingError("is damaged", { cause });
  }
}
