/** Parquet → rows. Reads format versions 1 and 2 and every codec that pyarrow writes. */
import { type FileMetaData, parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { messageOf, UserError } from "../errors.ts";
import type { RawRow } from "./humaneval_pack.ts";

/** Every Parquet file begins and ends with these four bytes. */
const MAGIC = "PAR1";

/**
 * Reads the columns of a Parquet file that are asked for and there (all without `columns`); others are not decoded.
 *
 * @param bytes the whole file
 * @param path the name that errors give the file
 * @param columns names of the columns wanted
 * @returns one object per row, with the number of the row counted from 1
 * @throws UserError when the bytes are not Parquet, or are cut or damaged
 */
export async function parseParquet(bytes: Uint8Array, path: string, columns?: readonly string[]): Promise<RawRow[]> {
  checkMagic(bytes, path);
  const file = new Uint8Array(bytes).buffer;
  try {
    const metadata = await parquetMetadataAsync(file);
    const wanted = columns && { columns: presentColumns(metadata, columns) };
    const values = await parquetReadObjects({ file, metadata, compressors, ...wanted });
    return values.map((value, index) => ({ where: `${path}, row ${index + 1}`, value }));
  } catch (cause) {
    const reason = messageOf(cause).replace(/\s+/g, " ");
    throw new UserError(`${path} is a damaged Parquet file (${reason})`, { hint: "get the file again", cause });
  }
}

function checkMagic(bytes: Uint8Array, path: string): void {
  const text = (part: Uint8Array) => Buffer.from(part).toString("latin1");
  if (text(bytes.subarray(0, 4)) !== MAGIC) throw new UserError(`${path} is not a Parquet file`);
  if (bytes.length < 12 || text(bytes.subarray(-4)) !== MAGIC) {
    throw new UserError(`${path} is a Parquet file that was cut short`, { hint: "get the file again" });
  }
}

function presentColumns(metadata: FileMetaData, columns: readonly string[]): string[] {
  const there = new Set(parquetSchema(metadata).children.map((child) => child.element.name));
  return columns.filter((column) => there.has(column));
}
