/** A graph as the runtime offers it: what goes in, what comes out, and the cache between two passes. */
import { type Cache, type CacheTensors, type RawTensor, rawTensor } from "./cache.ts";
import { pause } from "./pause.ts";

export interface GraphSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly outputMetadata: readonly { name: string; shape?: readonly (number | string)[] }[];
  readonly inputMetadata: readonly { name: string; type?: string; shape?: readonly (number | string)[] }[];
  /** @param fetches where outputs are written to; null for a new tensor */
  run(feeds: Record<string, RawTensor>, fetches: Record<string, RawTensor | null>): Promise<Record<string, RawTensor>>;
}

export const CACHE_NAME = /^past_key_values\.(\d+)\.(key|value)(\.0)?$/;

/** The cache before anything has been read, by the names of a graph for one conversation. */
export function emptyCache({ inputMetadata }: GraphSession): Cache {
  const tensors: Record<string, RawTensor> = {};
  for (const { name, type, shape } of inputMetadata) {
    if (!CACHE_NAME.test(name)) continue;
    const [heads, size] = [shape?.[1], shape?.[3]];
    if (typeof heads !== "number" || typeof size !== "number") throw new Error(`the graph does not size ${name}`);
    if (type !== "float32" && type !== "float16") throw new Error(`the graph's cache is of ${type}`);
    const data = type === "float32" ? new Float32Array(0) : new Uint16Array(0);
    tensors[name.replace(/\.0$/, "")] = rawTensor(type, data, [1, heads, 0, size]);
  }
  if (Object.keys(tensors).length === 0) throw new Error("the graph has no cache");
  return { tensors, length: 0 };
}

/** What a pass gave: all outputs, and the logits among them. */
export interface Outputs {
  readonly tensors: Readonly<Record<string, RawTensor>>;
  readonly logits: Float32Array;
  readonly vocabulary: number;
}

/** @param into outputs that are written to tensors which are there already */
export async function runGraph(
  session: GraphSession,
  feeds: Record<string, RawTensor>,
  into: CacheTensors = {},
): Promise<Outputs> {
  await pause();
  const fetches = Object.fromEntries(session.outputNames.map((name) => [name, into[name] ?? null]));
  // What was written in place is not given back.
  const tensors = { ...into, ...(await session.run(feeds, fetches)) };
  const { logits } = tensors;
  if (!(logits?.data instanceof Float32Array)) throw new Error("the graph's logits are not float32");
  return { tensors, logits: logits.data, vocabulary: logits.dims.at(-1) ?? 0 };
}

/** Memory that the logits of one pass after the other are written to: those of 64 tokens may take 40 MB. */
export interface LogitsRoom {
  data: Float32Array;
}

/** Where so many rows of logits are written to; none where the graph does not say how long they are. */
export function roomForLogits(session: GraphSession, rows: number, room: LogitsRoom | undefined): CacheTensors {
  const size = session.outputMetadata.find(({ name }) => name === "logits")?.shape?.at(-1);
  if (room === undefined || typeof size !== "number") return {};
  if (room.data.length < rows * size) room.data = new Float32Array(rows * size);
  return { logits: rawTensor("float32", room.data.subarray(0, rows * size), [1, rows, size]) };
}

/** Where a pass over a cache of an answer's own writes what it adds: into the cache itself. */
export function writtenTo({ tensors, inPlace }: Cache, slot = ""): CacheTensors {
  if (!inPlace) return {};
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [presentName(name, slot), tensor]));
}

function presentName(past: string, slot: string): string {
  return `${past.replace("past_key_values", "present")}${slot}`;
}

/** The cache's tensors after a pass. @param slot what the names of a conversation's outputs end with */
export function presentOf(past: CacheTensors, outputs: Outputs["tensors"], slot = ""): CacheTensors {
  const tensors: Record<string, RawTensor> = {};
  for (const name of Object.keys(past)) {
    const tensor = outputs[presentName(name, slot)];
    if (tensor === undefined) throw new Error(`the graph does not give ${name} back`);
    tensors[name] = tensor;
  }
  return tensors;
}

export function int64s(values: readonly number[], dims: readonly number[] = [values.length]): RawTensor {
  return rawTensor("int64", BigInt64Array.from(values, BigInt), dims);
}

export function from(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
