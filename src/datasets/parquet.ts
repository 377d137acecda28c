/** Parquet → rows. Reads format versions 1 and 2 and every codec that pyarrow writes. */
import { Worker } from "node:worker_threads";
import { messageOf, UserError } from "../lib/errors.ts";
import type { RawRow } from "../lib/jsonl.ts";

/** Every Parquet file begins and ends with these four bytes. */
const MAGIC = "PAR1";

/**
 * What reading a file may take. The library believes the counts that a file states: one flipped bit can make it fill
 * memory for minutes, and running out of it would end the process without a word.
 */
const LIMITS = { megabytes: 2048, startMs: 10_000, msPerMegabyte: 1_000 };

/** What the thread answers. */
type Answer = { readonly rows: readonly unknown[] } | { readonly damage: string };

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
  const answer = await readInThread(new Uint8Array(bytes).buffer, columns);
  if ("rows" in answer) return answer.rows.map((value, index) => ({ where: `${path}, row ${index + 1}`, value }));
  const reason = answer.damage.replace(/\s+/g, " ");
  throw new UserError(`${path} is a damaged Parquet file (${reason})`, { hint: "get the file again" });
}

/** By its first bytes. */
export function isParquet(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).toString("latin1") === MAGIC;
}

function checkMagic(bytes: Uint8Array, path: string): void {
  const text = (part: Uint8Array) => Buffer.from(part).toString("latin1");
  if (!isParquet(bytes)) throw new UserError(`${path} is not a Parquet file`);
  if (bytes.length < 12 || text(bytes.subarray(-4)) !== MAGIC) {
    throw new UserError(`${path} is a Parquet file that was cut short`, { hint: "get the file again" });
  }
}

async function readInThread(file: ArrayBuffer, columns: readonly string[] | undefined): Promise<Answer> {
  const allowedMs = LIMITS.startMs + (file.byteLength / 1e6) * LIMITS.msPerMegabyte;
  const worker = new Worker(new URL("./parquet_thread.mjs", import.meta.url), {
    workerData: { file, columns },
    transferList: [file],
    // No flags of this process: they may name loaders that a thread cannot use.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.megabytes },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Answer>((resolve) => {
      worker.once("message", resolve);
      worker.once("error", (error) => resolve({ damage: messageOf(error) }));
      worker.once("exit", (code) => resolve({ damage: `the reader ended with status ${code}` }));
      timer = setTimeout(() => resolve({ damage: `not read after ${Math.round(allowedMs / 1000)} s` }), allowedMs);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
