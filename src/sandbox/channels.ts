/** Whether one job can leave a mark that another reads: pairs of a writer and a reader over all that they might share. */
import { z } from "zod";
import type { CheckJob, Sandbox } from "../core/index.ts";
import { InfraError } from "../lib/errors.ts";
import { sourceOf } from "./interpreter.ts";
import { DEFAULT_LIMITS } from "./limits.ts";

/** As many zeros as ones, in no order that a counter has: a reader that always says the same is right in half of them. */
const BITS = [0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1] as const;
const HOLD_SEC = 0.5;
/** As many of the bits for pairs that meet, which take longer: again as many zeros as ones. */
const ROUNDS_TOGETHER = 12;

/** What layers without namespaces cannot close, and say so of themselves; docs/sandbox.md lists it. */
export const SHOWN: readonly string[] = ["process number", "thread number", "access time"];

const readings = z.record(z.string(), z.union([z.number(), z.string()]));

/** What became of one channel: whether its reader learned the writer's bits, and what stopped it where something did. */
export interface Channel {
  readonly name: string;
  readonly learned: boolean;
  /** The last reading: a bit, or the error that the attempt ended with. */
  readonly last: number | string;
}

export interface ChannelOptions {
  /** The program that tries, with its placeholders; see `channelsProgram`. */
  readonly program: string;
  /** Reader and writer at the same time, in two servers, instead of one after the other. */
  readonly together: boolean;
  /** In the names of marks, so that who tries the same beside it leaves others: from 1 to below `MOST_MARKS`. */
  readonly mark?: number;
}

/** System V's keys have 31 bits, of which the rounds need 6; and 0 is none, but always a new object of one's own. */
export const MOST_MARKS = 1 << 25;

/** The parts of the program that tries, in the order in which they are one. */
const PARTS = ["tools", "files", "neighbours", "run"] as const;

/** Reads the program that tries. @param attacks the folder of all attacks */
export function channelsProgram(attacks: URL): string {
  return PARTS.map((part) => sourceOf(new URL("channels/", attacks), part)).join("\n\n");
}

/**
 * Runs the pairs and tells, for each channel, whether the reader learned the bits. A reader that is always wrong has
 * learned them as well.
 */
export async function tryChannels(sandbox: Sandbox, options: ChannelOptions): Promise<Channel[]> {
  const { together, mark = 1 } = options;
  const program = options.program.replaceAll("@MARK@", String(mark));
  const bits = together ? BITS.slice(0, ROUNDS_TOGETHER) : BITS;
  const rounds: z.infer<typeof readings>[] = [];
  const first = { role: "read", bit: 0, round: 0, hold: HOLD_SEC } as const;
  // Both servers stand before the first pair, or its two would not meet.
  if (together) await Promise.all([first, first].map((fill) => reading(sandbox, jobOf(program, fill))));
  for (const [round, bit] of bits.entries()) {
    const job = (role: "write" | "read"): CheckJob =>
      jobOf(program, { role, bit, round, hold: together ? HOLD_SEC : 0 });
    if (together) {
      const [, read] = await Promise.all([sandbox.run(job("write"), DEFAULT_LIMITS), reading(sandbox, job("read"))]);
      rounds.push(read);
    } else {
      await sandbox.run(job("write"), DEFAULT_LIMITS);
      rounds.push(await reading(sandbox, job("read")));
    }
  }
  return Object.keys(rounds[0] ?? {}).map((name) => {
    const seen = rounds.map((round) => round[name]);
    const right = bits.filter((bit, index) => seen[index] === bit).length;
    const isBits = seen.every((it) => it === 0 || it === 1);
    return { name, learned: isBits && (right === 0 || right === bits.length), last: seen.at(-1) ?? "" };
  });
}

async function reading(sandbox: Sandbox, job: CheckJob): Promise<z.infer<typeof readings>> {
  const { stdout, stderr, verdict } = await sandbox.run(job, DEFAULT_LIMITS);
  try {
    return readings.parse(JSON.parse(stdout));
  } catch (cause) {
    throw new InfraError(`a reader told nothing (${verdict}): ${stderr.slice(-300)}`, { cause });
  }
}

function jobOf(program: string, fill: { role: string; bit: number; round: number; hold: number }): CheckJob {
  const values: Readonly<Record<string, string | number>> = {
    ...{ ROLE: fill.role, BIT: fill.bit, ROUND: fill.round, HOLD: fill.hold },
  };
  const candidate = program.replace(/@(ROLE|BIT|ROUND|HOLD)@/g, (whole, name: string) => String(values[name] ?? whole));
  const tests = "assert solve(3) == 9\n";
  return { kind: "check", candidate, tests, helpers: "", entryPoint: "solve", imports: "none" };
}
