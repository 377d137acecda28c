/** The pieces of code that an answer holds. */
import type { Candidate, Language, Stretch, Target } from "../../core/index.ts";
import { isOtherLabel, isOwnLabel } from "../../languages/index.ts";
import { type Fence, type Section, sectionsOf, withFencesAlone, withTagsAlone } from "./sections.ts";
import { type IsCode, ownTurn, withoutThinking } from "./thinking.ts";
import { visible } from "./visible.ts";

/** Characters of an answer, thinking apart, that are looked at: no model's program is as long. */
const LONGEST = 64 << 10;
/** Characters with the thinking; in a longer answer every thinking tag counts. */
const LONGEST_THINKING = 512 << 10;

export interface Piece {
  /** As it stands, its indentation with it. */
  readonly code: string;
  readonly source: Exclude<Candidate["source"], "body" | "none">;
}

/** In the order of the answer. Prose is no piece, nor is what was thought, or written after the end of the turn. */
export function piecesOf(completion: string, language: Language, target: Target): Piece[] {
  const place = (text: string): IsCode => codeOf(text, language);
  const raw = visible(completion);
  const thought = withoutThinking(raw, raw.length > LONGEST_THINKING ? () => false : place(raw));
  const own = thought.slice(0, LONGEST);
  const turn = ownTurn(own, place(own));
  const fenced = withFencesAlone(turn, place(turn));
  const text = withTagsAlone(fenced, place(fenced));
  const defines = (code: string): boolean => target.entry_point !== "" && language.defines(code, target.entry_point);
  return sectionsOf(text, language, place(text)).flatMap((section) => piecesIn(section, language, defines));
}

/** Where the code of a text is; found when it is first asked for, and most answers have no tag to ask about. */
function codeOf(text: string, { syntax }: Language): IsCode {
  let found: Stretch[] | undefined;
  return (at) => {
    found ??= syntax.stretches(text).filter(({ kind }) => kind === "code");
    return found.some(({ from, to }) => from <= at && at < to);
  };
}

type Defines = (code: string) => boolean;

function piecesIn({ text, fence }: Section, language: Language, defines: Defines): Piece[] {
  const stretches = language.syntax.stretches(text);
  if (fence === undefined) {
    const runs = runsOf(text, stretches, defines);
    const isWhole = stretches.every(({ kind }) => kind !== "prose");
    return runs.map((code) => ({ code, source: isWhole ? "bare" : "prose" }));
  }
  const runs = isCode(fence, stretches, language) ? [text] : runsOf(text, stretches, defines);
  const wanted = isOtherLabel(fence.label, language) ? runs.filter(defines) : runs;
  return wanted.map((code) => ({ code, source: fence.closed ? "fence" : "unclosed_fence" }));
}

/** A closed block that says it is code, and holds no prose, is code: a mistake in it is the answer's. */
function isCode({ label, closed }: Fence, stretches: readonly Stretch[], language: Language): boolean {
  if (!closed || !isOwnLabel(label, language) || stretches.some(({ kind }) => kind === "prose")) return false;
  return stretches.some(({ kind }) => kind === "code" || (kind === "broken" && label !== ""));
}

/** What reads as code; and a definition of the entry point that does not, with the code beside it. */
function runsOf(text: string, stretches: readonly Stretch[], defines: Defines): string[] {
  const runs: { from: number; to: number; broken: boolean }[] = [];
  for (const { from, to, kind } of stretches) {
    const broken = kind === "broken" && defines(text.slice(from, to));
    if (kind !== "code" && !broken) continue;
    const last = runs.at(-1);
    if (last?.to === from && (broken || last.broken)) runs.splice(-1, 1, { from: last.from, to, broken });
    else runs.push({ from, to, broken });
  }
  return runs.map(({ from, to }) => text.slice(from, to));
}
