/** The limits of a candidate: defaults, and how flags change them. */

import type { Limits } from "../core/index.ts";
import { usageError } from "../lib/errors.ts";

const MIB = 1 << 20;

export const DEFAULT_LIMITS: Limits = {
  timeoutSec: 10,
  cpuSec: 10,
  memoryBytes: 1024 * MIB,
  processes: 64,
  outputBytes: MIB,
  fileBytes: 16 * MIB,
  diskBytes: 64 * MIB,
  openFiles: 64,
};

/** What the command line says about limits; what is missing keeps its default. */
export interface LimitFlags {
  /** Wall-clock seconds. */
  readonly timeout?: number | undefined;
  /** CPU seconds; by default the wall-clock limit, rounded up. */
  readonly cpuTime?: number | undefined;
  /** MiB of memory. */
  readonly memory?: number | undefined;
  /** Processes and threads together. */
  readonly processes?: number | undefined;
  /** KiB on each of stdout and stderr. */
  readonly output?: number | undefined;
  /** MiB of one file. */
  readonly fileSize?: number | undefined;
  /** MiB of the work folder. */
  readonly disk?: number | undefined;
  readonly openFiles?: number | undefined;
}

/**
 * Limits from flags.
 * @throws UserError (exit code 2) for a value that is no positive number or too small to start a program with.
 */
export function limitsFromFlags(flags: LimitFlags): Limits {
  const timeoutSec = positive("timeout", flags.timeout, DEFAULT_LIMITS.timeoutSec);
  return {
    timeoutSec,
    cpuSec: Math.ceil(positive("cpu-time", flags.cpuTime, timeoutSec)),
    memoryBytes: atLeast("memory", flags.memory, 64, DEFAULT_LIMITS.memoryBytes / MIB) * MIB,
    processes: atLeast("processes", flags.processes, 1, DEFAULT_LIMITS.processes),
    outputBytes: atLeast("output", flags.output, 1, DEFAULT_LIMITS.outputBytes / 1024) * 1024,
    fileBytes: atLeast("file-size", flags.fileSize, 1, DEFAULT_LIMITS.fileBytes / MIB) * MIB,
    diskBytes: atLeast("disk", flags.disk, 1, DEFAULT_LIMITS.diskBytes / MIB) * MIB,
    openFiles: atLeast("open-files", flags.openFiles, 16, DEFAULT_LIMITS.openFiles),
  };
}

function positive(flag: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (!Number.isFinite(value) || value <= 0) throw usageError(`--${flag} must be a positive number, not ${value}`);
  return value;
}

function atLeast(flag: string, value: number | undefined, least: number, otherwise: number): number {
  const number = Math.floor(positive(flag, value, otherwise));
  if (number < least) throw usageError(`--${flag} must be at least ${least}, not ${value}`);
  return number;
}
