/** `--stop-at-code`: an answer is complete when the fenced block with the repaired function has closed. */

import type { TextRules } from "../../core/index.ts";

/** What an answer must define before it may end, and what it must not merely repeat. */
export interface WantedCode extends TextRules {
  /** The program as it was given; empty where there is none. */
  readonly buggy: string;
}

const BLOCK = /^[ \t]*```[^\n`]*\n([\s\S]*?)^[ \t]*```[ \t]*(?:\n|$)/gm;

/**
 * True when the text ends with a closed block that defines the entry point and is not the buggy program again:
 * extraction takes the last block that defines it, and a model may quote the bug before it repairs it.
 */
export function endsWithCode(text: string, { definition, comment, buggy }: WantedCode): boolean {
  const last = [...text.matchAll(BLOCK)].at(-1);
  if (last === undefined || text.slice(last.index + last[0].length).trim() !== "") return false;
  const code = last[1] ?? "";
  return new RegExp(definition, "m").test(code) && !repeats(code, buggy, new RegExp(comment, "g"));
}

/** The same program, whatever the blank lines and the comments in it. */
function repeats(code: string, buggy: string, comment: RegExp): boolean {
  const bare = (text: string): string =>
    text
      .replace(comment, "")
      .split("\n")
      .map((line) => line.trim().replace(/\s+/g, " "))
      .filter((line) => line !== "")
      .join("\n");
  const [own, given] = [bare(code), bare(buggy)];
  return own === given || given.endsWith(own);
}
