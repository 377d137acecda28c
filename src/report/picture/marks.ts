/** Passed, failed or in part: told by shape as well as by colour. */
import type { Theme } from "./theme.ts";

/** @param share of the samples that passed, from 0 to 1; the mark is 12 units wide, centred at (x, y) */
export function mark(share: number, x: number, y: number, theme: Theme): string {
  const at = `transform="translate(${Math.round(x * 100) / 100} ${y})"`;
  if (share >= 1) return `<path ${at} d="M-4.5 0.5 L-1.5 3.5 L4.5 -3.5" ${stroke(theme.passed)}/>`;
  if (share <= 0) return `<path ${at} d="M-3.5 -3.5 L3.5 3.5 M3.5 -3.5 L-3.5 3.5" ${stroke(theme.failed)}/>`;
  const height = 9 * share;
  const filled = `<rect x="-4.5" y="${4.5 - height}" width="9" height="${height}" fill="${theme.partly}"/>`;
  const frame = `<rect x="-4.5" y="-4.5" width="9" height="9" fill="none" stroke="${theme.partly}"/>`;
  return `<g ${at}>${filled}${frame}</g>`;
}

function stroke(colour: string): string {
  return `fill="none" stroke="${colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"`;
}
