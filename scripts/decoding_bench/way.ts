/** A way of writing answers, as the benchmark asks it. */
import { readFileSync } from "node:fs";
import type { ChatTurn } from "../../src/models/local/process/protocol.ts";

export type Messages = readonly ChatTurn[];

/** What was answered, and what is known of how. */
export interface Written {
  readonly text: string;
  readonly tokens: number;
  readonly passes?: number;
  readonly prefillSec?: number;
}

export interface Way extends AsyncDisposable {
  readonly name: string;
  /** Requests that are in flight at a time. */
  readonly atOnce: number;
  /** Of the process that holds the model, where it is known. */
  readonly pid?: number;
  ask(messages: Messages): Promise<Written>;
}

/** Largest resident memory of a process so far, in bytes; undefined where the system does not tell. */
export function peakMemory(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const [, kib] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kib === undefined ? undefined : 1024 * Number(kib);
  } catch {
    return undefined;
  }
}

/** The processes that this one has started, where the system tells. */
export function childPids(): number[] {
  try {
    return readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
