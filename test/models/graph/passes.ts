/** Passes over a graph with every input in the test's hands. */
import { type RawTensor, rawTensor } from "../../../src/models/decoding/cache.ts";
import type { LoadedModel } from "../../../src/models/local/process/load.ts";

export interface Read {
  /** One list of rows of logits for each row of the batch. */
  readonly logits: readonly (readonly Float32Array[])[];
  readonly cache: Readonly<Record<string, RawTensor>>;
}

/** What a pass reads, each with a row per row of the batch. */
export interface Feeds {
  readonly ids: readonly (readonly number[])[];
  readonly mask: readonly (readonly number[])[];
  readonly positions: readonly (readonly number[])[];
}

interface Session {
  readonly inputMetadata: readonly { name: string; shape?: readonly (number | string)[] }[];
  run(feeds: Record<string, RawTensor>): Promise<Record<string, RawTensor>>;
}

/** Reads tokens behind a cache (none: an empty one); gives the logits of all of them, or of the last `keep`. */
export async function read(model: LoadedModel, feeds: Feeds, cache?: Read["cache"], keep = 0): Promise<Read> {
  const session = (model.model.sessions as unknown as Record<string, Session>).model as Session;
  const past = cache ?? emptyCache(session, feeds.ids.length);
  const inputs = {
    input_ids: int64(feeds.ids),
    attention_mask: int64(feeds.mask),
    position_ids: int64(feeds.positions),
    num_logits_to_keep: rawTensor("int64", BigInt64Array.of(BigInt(keep)), []),
  };
  const outputs = await session.run({ ...inputs, ...past });
  const { data, dims } = outputs.logits as RawTensor;
  const [batch = 0, rows = 0, vocabulary = 0] = dims;
  const rowAt = (at: number) => (data as Float32Array).slice(at * vocabulary, (at + 1) * vocabulary);
  const logits = indices(batch).map((row) => indices(rows).map((token) => rowAt(row * rows + token)));
  const present = Object.keys(past).map((name) => [name, outputs[name.replace("past_key_values", "present")]]);
  return { logits, cache: Object.fromEntries(present) };
}

/** One row, read behind nothing. */
export function readAlone(model: LoadedModel, ids: readonly number[]): Promise<Read> {
  return read(model, { ids: [ids], mask: [ids.map(() => 1)], positions: [ids.map((_, index) => index)] });
}

export function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Largest difference of a number, in units of the spread of `b`. */
export function spreadDifference(a: Float32Array, b: Float32Array): number {
  const differences = a.map((value, at) => Math.abs(value - (b[at] as number)));
  return Math.max(...differences) / (Math.max(...b) - Math.min(...b));
}

function emptyCache({ inputMetadata }: Session, batch: number): Record<string, RawTensor> {
  const names = inputMetadata.filter(({ name }) => name.startsWith("past_key_values"));
  return Object.fromEntries(
    names.map(({ name, shape }) => {
      const [, heads, , size] = shape as [string, number, string, number];
      return [name, rawTensor("float32", new Float32Array(0), [batch, heads, 0, size])];
    }),
  );
}

function int64(rows: readonly (readonly number[])[]): RawTensor {
  return rawTensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);
}
