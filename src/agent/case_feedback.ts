/** How a program did on its cases, in words for a model (and for people). */
import type { CaseResult } from "../core/index.ts";
import { fence, shorten } from "./quoting.ts";

/** Characters of feedback that a model is given after one attempt. */
export const FEEDBACK_BUDGET = 6_000;
/** The smallest budget that has room for one case. */
export const LEAST_BUDGET = 1_000;
/** Characters of one input or output, where the budget allows that many. */
const QUOTE = 600;
/** Characters for the first and the last line, and for the words around the quotes of one case. */
const RESERVE = 400;

/**
 * Says how many cases passed, then shows cases: those that failed first, each with its input, the output that was
 * expected, the output that came and the error; long ones are shortened in the middle.
 *
 * @param budget characters of the whole, at least `LEAST_BUDGET`; cases that do not fit are only counted
 */
export function formatFeedback(results: readonly CaseResult[], budget: number = FEEDBACK_BUDGET): string {
  const failed = results.filter((it) => it.verdict !== "passed");
  const passed = results.filter((it) => it.verdict === "passed");
  const head = `${passed.length} of ${results.length} cases passed.`;
  const quote = Math.max(40, Math.min(QUOTE, Math.floor((budget - 2 * RESERVE) / 4)));
  const blocks: string[] = [];
  let left = budget - head.length - RESERVE / 2;
  for (const result of [...failed, ...passed]) {
    const block = describeCase(result, quote);
    if (block.length + 2 > left) break;
    left -= block.length + 2;
    blocks.push(block);
  }
  return [head, ...blocks, ...leftOut(failed.length, passed.length, blocks.length)].join("\n\n");
}

function describeCase(result: CaseResult, quote: number): string {
  const passed = result.verdict === "passed";
  const mark = passed ? "✅" : "❌";
  const parts = [
    `${mark} Case ${result.index + 1}: ${result.verdict.replaceAll("_", " ")}`,
    labelled("Input", result.stdin, quote),
    labelled("Expected output", result.expected, quote),
    labelled("Actual output", result.stdout, quote),
    ...(result.error === "" ? [] : [labelled("Error", result.error, quote)]),
  ];
  return parts.join("\n");
}

function labelled(label: string, text: string, quote: number): string {
  return text.trim() === "" ? `${label}: (empty)` : `${label}:\n${fence(shorten(text.trimEnd(), quote), "text")}`;
}

function leftOut(failed: number, passed: number, shown: number): string[] {
  const [failing, passing] = [Math.max(0, failed - shown), Math.min(passed, failed + passed - shown)];
  if (failing + passing === 0) return [];
  return [`Not shown: ${failing} more that failed, ${passing} that passed.`];
}
