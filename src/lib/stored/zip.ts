/** Texts in a zip archive, one after another; deflate and Zstandard, within the limits of any stored file. */
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { messageOf, UserError } from "../errors.ts";
import { asUtf8, decoded, wholeText } from "./encoding.ts";
import { atMost, startOf } from "./stored_file.ts";
import { unpacked, unpackedDeflate } from "./unpack.ts";
import { PackingError } from "./zstd_frames.ts";

/** Methods of compression, by number (APPNOTE 4.4.5). */
const [STORED, DEFLATED, ZSTD] = [0, 8, 93];

/**
 * @param wanted which entries, by their names
 * @throws UserError where the archive is none, damaged or cut, or unpacks to more than it may
 */
export async function* zipTexts(path: string, wanted: RegExp): AsyncGenerator<{ name: string; text: string }> {
  await startOf(path);
  try {
    // The archive stays open until its entries were read, too.
    const zip = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false });
    try {
      for await (const entry of zip.eachEntry())
        if (wanted.test(entry.fileName)) yield { name: entry.fileName, text: await textOf(zip, entry, path) };
    } finally {
      zip.close();
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    if (cause instanceof PackingError) throw new UserError(`${path} ${cause.message}`, { cause });
    throw new UserError(`${path} is no whole zip archive (${messageOf(cause)})`, { hint: "get the file again", cause });
  }
}

async function textOf(zip: ZipFile, entry: Entry, path: string): Promise<string> {
  const where = `${path}, ${entry.fileName}`;
  const stored = await zip.openReadStreamPromise(entry, { decodeFileData: false } as never);
  const chunks = atMost(unpackedEntry(entry.compressionMethod, stored), entry.compressedSize);
  return decoded(await wholeText(asUtf8(chunks, where), where), where);
}

function unpackedEntry(method: number, stored: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  if (method === STORED) return stored;
  if (method === DEFLATED) return unpackedDeflate(stored);
  if (method === ZSTD) return unpacked("zstd", stored);
  throw new PackingError(`has entries packed in a way that is not read here (method ${method})`);
}
