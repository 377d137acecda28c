/** Numbers as people read them. */
import { duration } from "./progress.ts";

/** 12345 → "12,345"; at most one decimal. */
export function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

/** 0.128 → "12.8 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Like `duration`, with milliseconds where seconds are too coarse. */
export function time(seconds: number): string {
  if (seconds <= 0) return "0 s";
  if (seconds < 0.0995) return `${seconds < 0.00995 ? (1000 * seconds).toFixed(1) : Math.round(1000 * seconds)} ms`;
  return seconds < 0.995 ? `${Math.round(1000 * seconds)} ms` : duration(seconds);
}

/** 61004 → "61.0k": for axes and narrow places. */
export function shortCount(value: number): string {
  if (value < 1000) return String(Math.round(value));
  if (value < 1e6) return `${short(value / 1e3)}k`;
  return `${short(value / 1e6)}M`;
}

function short(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0).replace(/\.0$/, "");
}

/** Words for a number of things: "1 task", "12 tasks". */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}
