/** From a model's answer to a candidate: docs/answers.md has the rule in three sentences. */
import type { Candidate, Language, Target } from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { withoutCommonIndentation } from "../lib/indentation.ts";
import { programCalled } from "../models/tool_text.ts";
import { type Piece, piecesOf } from "./answer/pieces.ts";
import { givenLines, repeatsPart, repeatsProgram } from "./answer/quotation.ts";

/** Raised whenever a rule here, or a language's own, changes what is extracted; part of `config_hash`. */
export const EXTRACTION_VERSION = 2;

/** What an answer is to hold, in which language, and what it is to repair. */
export type Wanted = Target & { readonly language?: string; readonly buggy_solution?: string };

/** A piece as a program by one of the sentences. */
interface Found {
  readonly program: string;
  readonly piece: Piece;
  readonly rule: NonNullable<Candidate["rule"]>;
}

/**
 * Finds the program in a completion: the last piece of code that defines the entry point, or reads input where a whole
 * program is wanted; else the last that is a function's body; else the last. A repetition of the buggy code counts
 * where there is nothing else, and what the program uses and does not define is put above it. An answer that gives a
 * program to a tool is that program.
 */
export function extractCode(answer: string, wanted: Wanted): Candidate {
  const completion = programCalled(answer) ?? answer;
  const language = languageOf(wanted);
  const pieces = piecesOf(completion, language, wanted);
  const found = fresh(pieces, wanted, language) ?? entryIn(pieces, wanted, language) ?? lastOf(pieces);
  if (found === undefined) return { code: undefined, source: "none" };
  const { program, piece, rule } = found;
  const code = language.syntax.complete(program, othersOf(pieces, piece), wanted);
  return { code, source: rule === "body" ? "body" : piece.source, rule };
}

/** What the first two sentences take of the pieces that are no quotation. */
function fresh(pieces: readonly Piece[], wanted: Wanted, language: Language): Found | undefined {
  if (pieces.length < 2 || wanted.buggy_solution === undefined) return undefined;
  const given = givenLines(programGiven(wanted.buggy_solution, wanted), wanted, language);
  const own = pieces.filter(({ code }) => !repeatsProgram(tidy(code), given, language));
  const isQuoted = ({ code }: Piece): boolean => repeatsPart(code, given, language);
  return entryIn(own, wanted, language, isQuoted) ?? (wanted.entry_point === "" ? lastOf(own) : undefined);
}

/** A solution to be repaired is a reply, too. */
function programGiven(buggy: string, { buggy_solution: _, ...wanted }: Wanted): string {
  return wanted.entry_point === "" ? (extractCode(buggy, wanted).code ?? "") : buggy;
}

function entryIn(
  pieces: readonly Piece[],
  wanted: Wanted,
  language: Language,
  isQuoted: (piece: Piece) => boolean = () => false,
): Found | undefined {
  const { syntax } = language;
  const holdsEntry = (piece: Piece): boolean =>
    wanted.entry_point === ""
      ? syntax.readsInput(syntax.complete(tidy(piece.code), othersOf(pieces, piece), wanted))
      : language.defines(tidy(piece.code), wanted.entry_point);
  const entry = pieces.findLast(holdsEntry);
  if (entry !== undefined) return { program: tidy(entry.code), piece: entry, rule: "entry" };
  for (const piece of pieces.toReversed()) {
    const program = isQuoted(piece) ? undefined : syntax.underDeclaration(piece.code, wanted);
    if (program !== undefined) return { program, piece, rule: "body" };
  }
  return undefined;
}

/** A fenced piece before an unfenced one; and of those only an answer that is all code, or one that is a whole program. */
function lastOf(pieces: readonly Piece[]): Found | undefined {
  const piece =
    pieces.findLast(({ source }) => source.endsWith("fence")) ?? pieces.findLast(({ source }) => source === "bare");
  return piece && { program: tidy(piece.code), piece, rule: "last" };
}

function othersOf(pieces: readonly Piece[], piece: Piece): string[] {
  return pieces.filter((it) => it !== piece).map(({ code }) => tidy(code));
}

function tidy(code: string): string {
  return `${withoutCommonIndentation(code).trimEnd()}\n`;
}
