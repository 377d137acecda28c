/** Sums of what was measured → the lines of a table in Markdown. */
import { MODES, type Mode } from "./modes.ts";
import type { Measured } from "./protocol.ts";

export type Results = ReadonlyMap<Mode, readonly Measured[]>;

/** Tasks of a whole run of HumanEvalFix. */
const RUN = 164;

const HEAD = [
  ...["decoding", "tokens/s", "passes", "tokens a pass", "decoding ×", "whole task ×", "processor time ×"],
  ...["first token s", "prompt reused", "peak MB", `${RUN} tasks, min`],
];

/** One row per mode; the ratios are to the first mode's sums over the same texts. */
export function tableOf(results: Results): string[] {
  const base = sumsOf(results.get(MODES[0]) ?? []);
  const rows = [...results].map(([mode, measured]) => rowOf(mode, sumsOf(measured), base));
  return [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

export interface Sums {
  readonly tasks: number;
  readonly tokens: number;
  readonly passes: number;
  readonly prompt: number;
  readonly reused: number;
  readonly prefillSec: number;
  readonly decodeSec: number;
  readonly cpuSec: number;
  readonly peakMb: number;
}

export function sumsOf(measured: readonly Measured[]): Sums {
  const sum = (of: (one: Measured) => number): number => measured.reduce((all, one) => all + of(one), 0);
  return {
    tasks: measured.length,
    tokens: sum((one) => one.tokens),
    passes: sum((one) => one.stats.forward_passes),
    prompt: sum((one) => one.stats.prefill_tokens),
    reused: sum((one) => one.stats.reused_tokens),
    prefillSec: sum((one) => one.stats.prefill_sec),
    decodeSec: sum((one) => one.stats.decode_sec),
    cpuSec: sum((one) => one.cpuSec),
    peakMb: Math.max(0, ...measured.map((one) => one.peakMb)),
  };
}

function rowOf(mode: Mode, own: Sums, base: Sums): string[] {
  const whole = (sums: Sums) => sums.prefillSec + sums.decodeSec;
  return [
    mode,
    // The first token of each task comes out of the prefill.
    ((own.tokens - own.tasks) / own.decodeSec).toFixed(1),
    String(own.passes),
    ((own.tokens - own.tasks) / (own.passes - own.tasks)).toFixed(2),
    (base.decodeSec / own.decodeSec).toFixed(2),
    (whole(base) / whole(own)).toFixed(2),
    // Of the whole task too; other work on the machine moves it less than it moves the clock.
    (base.cpuSec / own.cpuSec).toFixed(2),
    (own.prefillSec / own.tasks).toFixed(2),
    `${Math.round((100 * own.reused) / own.prompt)} %`,
    own.peakMb.toFixed(0),
    ((RUN * whole(own)) / own.tasks / 60).toFixed(1),
  ];
}
