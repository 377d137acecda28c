/**
 * `--batch N`: the reads of several answers in one pass. Each answer goes on as if it were alone; its next read waits
 * until the pass in hand is over, and then all that wait are put together. So rows have any length, and the place of an
 * answer that has ended is taken by whoever asks next.
 */
import type { Cache } from "./cache.ts";
import type { KvSession, Pass, Read } from "./pass.ts";
import { pause } from "./pause.ts";

/** Who shares the passes at the moment. */
export interface Sharing {
  /** Answers that are being written. */
  readonly rows: number;
}

/** What the forward passes of all answers go through. */
export interface PassQueue {
  readonly empty: Cache;
  readonly own: KvSession["own"];
  /** Reads `ids` after the cache; gives the logits of the last `rows` of them. */
  run(cache: Cache, ids: readonly number[], rows: number): Promise<Pass>;
  sharing(): Sharing;
}

/** Longer reads, which are prompts, have passes of their own: in others' passes they would be mostly padding. */
const LONGEST = 16;

const ALONE: Sharing = { rows: 1 };

interface Waiting {
  readonly read: Read;
  readonly askedAt: number;
  readonly resolve: (pass: Pass) => void;
  readonly reject: (reason: unknown) => void;
}

/** Puts reads together, at most `rows` of them; with one, each read is a pass. */
export function createPassQueue(session: KvSession, rows: number): PassQueue {
  const { empty, own } = session;
  if (rows === 1) {
    return { empty, own, run: (cache, ids, count) => session.run(cache, ids, count), sharing: () => ALONE };
  }
  const waiting: Waiting[] = [];
  let sharing = ALONE;
  let working = false;
  const work = async (): Promise<void> => {
    working = true;
    // After the breath all answers that the last pass served have come back, or have ended.
    for (await pause(); waiting.length > 0; await pause()) {
      const taken = waiting.splice(0);
      sharing = { rows: taken.length };
      await readAll(session, taken);
    }
    working = false;
  };
  return {
    empty,
    own,
    sharing: () => sharing,
    run: (cache, ids, count) =>
      new Promise((resolve, reject) => {
        waiting.push({ read: { cache, ids, rows: count }, askedAt: performance.now(), resolve, reject });
        if (!working) void work();
      }),
  };
}

async function readAll(session: KvSession, taken: readonly Waiting[]): Promise<void> {
  const shared = taken.filter(({ read }) => read.cache.length > 0 && read.ids.length <= LONGEST);
  const isShared = (one: Waiting): boolean => shared.length > 1 && shared.includes(one);
  for (const one of taken) {
    const { cache, ids, rows } = one.read;
    if (!isShared(one)) await settle([one], async () => [await session.run(cache, ids, rows)]);
  }
  if (shared.length > 1) {
    const reads = shared.map(({ read }) => read);
    await settle(shared, () => session.runTogether(reads));
  }
}

async function settle(asked: readonly Waiting[], read: () => Promise<readonly Pass[]>): Promise<void> {
  const start = performance.now();
  try {
    const passes = await read();
    const end = performance.now();
    for (const [at, { askedAt, resolve }] of asked.entries()) {
      const own = (end - start) / asked.length;
      resolve({ ...(passes[at] as Pass), othersMs: end - askedAt - own });
    }
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
}
