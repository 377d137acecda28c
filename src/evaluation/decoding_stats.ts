/** Sums of how answers were decoded. */
import type { DecodingStats } from "../core/index.ts";

/** The sum over answers, in the mode of the last; undefined where none says how it was decoded. */
export function sumDecoding(answers: readonly { readonly decoding?: DecodingStats }[]): DecodingStats | undefined {
  const all = answers.flatMap(({ decoding }) => (decoding === undefined ? [] : [decoding]));
  const last = all.at(-1);
  if (last === undefined) return undefined;
  const total = (key: Exclude<keyof DecodingStats, "mode">): number => all.reduce((sum, it) => sum + it[key], 0);
  return {
    mode: last.mode,
    forward_passes: total("forward_passes"),
    drafted: total("drafted"),
    accepted: total("accepted"),
    rechecked: total("rechecked"),
    prefill_tokens: total("prefill_tokens"),
    reused_tokens: total("reused_tokens"),
    prefill_sec: total("prefill_sec"),
    decode_sec: total("decode_sec"),
  };
}
