/** Users for the processes of one slot that no other living slot on this machine is given. */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";

/** Above what distributions and containers hand out (systemd's UIDS-GIDS.md calls it unused). */
const HIGH = { first: 2_000_000_000, count: 131_072_000, perSlot: 512 };
/** Where only some users exist, as in a container; Debian and systemd leave these alone. */
const LOW = { first: 60_600, count: 400, perSlot: 8 };
/** Ranges that are tried before one is taken that somebody else may have: that costs less than not to run at all. */
const TRIES = 200;

export interface Users {
  readonly uids: readonly [first: number, count: number];
  /** Gives them back. */
  release(): void;
}

/**
 * Takes a range of users, drawn by chance. What holds it is the name of an abstract socket (unix(7)): the kernel frees it
 * when this process ends, however it ends. Two slots with the same users would share limits on the number of processes,
 * and where there are no namespaces signals and files. On systems without such names chance alone keeps them apart.
 */
export async function takeUsers(): Promise<Users> {
  const { first, count, perSlot } = mappedUpTo() > 2 ** 31 ? HIGH : LOW;
  const ranges = Math.floor(count / perSlot);
  const draw = (): number => first + perSlot * randomInt(ranges);
  for (let tries = 0; tries < TRIES && process.platform === "linux"; tries += 1) {
    const user = draw();
    const held = await hold(`\0code-repair-users-${user}`);
    if (held !== undefined) return { uids: [user, perSlot], release: () => void held.close() };
  }
  return { uids: [draw(), perSlot], release: () => {} };
}

/** Whether a user is one that only judged code is given. */
export function isGivenUser(uid: number): boolean {
  return [HIGH, LOW].some(({ first, count }) => uid >= first && uid < first + count);
}

/** @returns what holds the name, undefined where it cannot be had */
async function hold(name: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    await once(server.listen(name), "listening");
    return server.unref();
  } catch {
    return undefined;
  }
}

/** The number above the highest user that exists in this process's user namespace. */
function mappedUpTo(): number {
  try {
    const lines = readFileSync("/proc/self/uid_map", "utf8").trim().split("\n");
    return Math.max(
      ...lines.map((line) => line.trim().split(/\s+/).map(Number)).map(([from = 0, , n = 0]) => from + n),
    );
  } catch {
    return 0;
  }
}
