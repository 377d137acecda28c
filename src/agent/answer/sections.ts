/** The fenced blocks of an answer, and the text between them. */
import type { Language } from "../../core/index.ts";
import { isLabel } from "../../languages/index.ts";
import { dedent, depths, least } from "../../lib/indentation.ts";
import type { IsCode } from "./thinking.ts";

/** No fence has a longer line; and a pattern with several runs of blanks takes the square of their number. */
const LONGEST_FENCE = 500;

export interface Section {
  readonly text: string;
  /** Absent between the blocks. */
  readonly fence?: Fence;
}

export interface Fence {
  /** Its first word, in lower case; empty where there is none. */
  readonly label: string;
  readonly closed: boolean;
}

interface Mark {
  readonly mark: string;
  readonly indent: number;
  readonly quoted: boolean;
  /** What follows the mark on its line. */
  readonly rest: string;
}

const FENCE = /^([ \t]*(?:(?:[-*>]|\d+[.)]) +)*)(`{3,}|~{3,})[ \t]*([^`\n]*)$/;
/** Behind other text: behind the last line of the code, or behind a sentence. */
const GLUED = /^([^`\n]*[^`\s])[ \t]*(`{3,})(?!`)([^`\n]*)$/;

/** `<code>` before code and `</code>` behind it, and tags in square brackets. */
const NAME = "[\\w:-]*(?:code|answer|solution|output|response|result|program|final|pre)[\\w:-]*";
const TAGS = new RegExp(`^([ \\t]*(?:<${NAME}(?: [^<>]*)?>|\\[[A-Z]+\\])+)(?=.)`, "i");
const CLOSING_TAGS = new RegExp(`((?:</${NAME}>|\\[/[A-Z]+\\])+)$`, "i");

/**
 * A block lasts until a fence of its kind, whatever follows that on its line: words are no label, and a label begins the
 * next block. A fence in code, in its docstring for one, is code.
 */
export function sectionsOf(text: string, language: Language, isCode: IsCode): Section[] {
  const sections: Section[] = [];
  let open: Mark | undefined;
  let lines: string[] = [];
  const end = (closed: boolean): void => {
    const inside = open && { text: contentOf(lines, open), fence: { label: labelOf(open.rest), closed } };
    sections.push(inside ?? { text: lines.join("\n") });
    [open, lines] = [undefined, []];
  };
  let at = 0;
  for (const line of text.split("\n")) {
    const fence = isCode(at) ? undefined : fenceOf(line);
    at += line.length + 1;
    if (fence === undefined || (open !== undefined && !fence.mark.startsWith(open.mark))) {
      lines.push(line);
      continue;
    }
    const begins = open === undefined || opensBlock(fence.rest, language);
    end(!begins);
    if (begins) open = fence;
    else lines.push(fence.rest);
  }
  end(false);
  return sections;
}

/** Without a quotation's marks, and the fence's own indentation, no more: a block that is all body keeps its own. */
function contentOf(lines: readonly string[], { indent, quoted }: Mark): string {
  if (quoted) return lines.map((line) => line.replace(/^[ \t]*> ?/, "")).join("\n");
  return dedent(lines, Math.min(indent, least(depths(lines))));
}

/** Puts fences that stand behind other text on lines of their own. */
export function withFencesAlone(text: string, isCode: IsCode): string {
  return mapLines(text, isCode, (line) => line.replace(GLUED, "$1\n$2$3"));
}

/** The same with tags around code. */
export function withTagsAlone(text: string, isCode: IsCode): string {
  return mapLines(text, isCode, (line) => line.replace(TAGS, "$1\n").replace(CLOSING_TAGS, "\n$1"));
}

/** Changes lines that are neither code nor fences. */
function mapLines(text: string, isCode: IsCode, change: (line: string) => string): string {
  let at = 0;
  const changed = text.split("\n").map((line) => {
    const begin = at;
    at += line.length + 1;
    return line.length > LONGEST_FENCE || FENCE.test(line) || isCode(begin) ? line : change(line);
  });
  return changed.join("\n");
}

function fenceOf(line: string): Mark | undefined {
  const found = line.length > LONGEST_FENCE ? null : FENCE.exec(line);
  const [, before = "", mark = "", rest = ""] = found ?? [];
  return found === null ? undefined : { indent: before.length, quoted: before.includes(">"), mark, rest };
}

/** A label, alone or with attributes, where words would end the block before it. */
function opensBlock(rest: string, language: Language): boolean {
  return isLabel(labelOf(rest), language) && /^[{.\s]*\S+(\s+(\d|[\w-]+=|\{|\S+\.\w+).*)?\s*$/.test(rest);
}

/** `c`, `{.c}`, `c title="a.c"`, `C 99`: the first word. */
function labelOf(rest: string): string {
  return (/^[{.\s]*([^\s{},:=]*)/.exec(rest)?.[1] ?? "").toLowerCase();
}
