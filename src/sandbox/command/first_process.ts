/** The first process of bubblewrap's process namespace: with it all others end. */
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { processStart } from "../../lib/process_start.ts";

const LAST_LOOK_MS = 2;

export interface FirstProcess {
  /** Ends it, now or as soon as it is told of. */
  end(): void;
  ended(): Promise<void>;
}

/**
 * The first process of bubblewrap's process namespace, as bubblewrap tells (--info-fd). Bubblewrap ends with its
 * command; what that left behind goes on until the kernel has ended the namespace, and its first process last.
 * @param onStart called once, while it still waits
 */
export function firstProcess(stream: Readable, onStart: (pid: number) => void): FirstProcess {
  let told = "";
  let start: string | undefined;
  let isOver = false;
  const pid = (): number => Number(/"child-pid": (\d+)\D/.exec(told)?.[1]);
  const isAlive = (): boolean => start !== undefined && processStart(pid()) === start;
  const end = (): void => {
    isOver = true;
    if (isAlive()) kill(pid());
  };
  stream.on("data", (chunk: Buffer) => {
    told += chunk.toString("utf8");
    if (start !== undefined || !(pid() > 0)) return;
    start = processStart(pid());
    if (isOver) end();
    else onStart(pid());
  });
  return {
    end,
    async ended() {
      while (isAlive()) await sleep(LAST_LOOK_MS);
    },
  };
}

/** Ends a process or, by its negative number, a group. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended meanwhile
  }
}
