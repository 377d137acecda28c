/** From a model's answer to a candidate: what is the same in every language. */
import type { Answer, Block, Candidate, Target } from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { dedent } from "../lib/indentation.ts";

/** Raised whenever a rule here, or a language's own, changes what is extracted; part of `config_hash`. */
export const EXTRACTION_VERSION = 1;

/** Characters of an answer, thinking apart, that are looked at: no model's program is as long. */
const LONGEST = 64 << 10;
/** No fence has a longer line; and a pattern with several runs of blanks takes the square of their number. */
const LONGEST_FENCE = 500;

/** What an answer is to hold, and in which language. */
export type Wanted = Target & { readonly language?: string };

/**
 * Finds the program in a completion, as its language recognises it. Thinking between `<think>` tags is dropped first.
 */
export function extractCode(completion: string, wanted: Wanted): Candidate {
  return languageOf(wanted).extract(readAnswer(completion), wanted);
}

function readAnswer(completion: string): Answer {
  const text = stripThinking(completion.replace(/\r\n?/g, "\n")).slice(0, LONGEST);
  return { text, blocks: fencedBlocks(text) };
}

/** An unclosed `<think>` is an answer that never came; a lone `</think>` ends one that the template began. */
function stripThinking(text: string): string {
  const [open, close] = ["<think>", "</think>"];
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const start = text.indexOf(open, at);
    const end = start < 0 ? -1 : text.indexOf(close, start);
    pieces.push(text.slice(at, start < 0 ? text.length : start));
    if (end < 0) break;
    at = end + close.length;
  }
  const kept = pieces.join("");
  const end = kept.lastIndexOf(close);
  return end < 0 ? kept : kept.slice(end + close.length);
}

/** Fences as CommonMark has them: three or more backticks or tildes, indented at will, closed by as many. */
function fencedBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { mark: string; indent: number; label: string; lines: string[] } | undefined;
  const close = (closed: boolean): void => {
    // The fence's own indentation, no more: a block that is all body keeps its indentation.
    if (open !== undefined) blocks.push({ label: open.label, code: dedent(open.lines, open.indent), closed });
    open = undefined;
  };
  for (const line of text.split("\n")) {
    const fence =
      line.length > LONGEST_FENCE ? null : /^([ \t]*(?:[-*>] +|\d+[.)] +)?)(`{3,}|~{3,})[ \t]*([^`\n]*)$/.exec(line);
    const mark = fence?.[2] ?? "";
    if (open === undefined) {
      if (fence !== null) open = { mark, indent: fence[1]?.length ?? 0, label: labelOf(fence[3] ?? ""), lines: [] };
    } else if (mark.startsWith(open.mark) && fence?.[3]?.trim() === "") close(true);
    else open.lines.push(line);
  }
  close(false);
  return blocks;
}

function labelOf(info: string): string {
  return (info.trim().split(/[\s{,:]/)[0] ?? "").toLowerCase();
}
