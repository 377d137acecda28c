/** The task's own code in an answer: a quotation, and no repair. */
import type { Language, Target } from "../../core/index.ts";

/** The lines of the program as it was given that matter, without what stands before the entry point. */
export function givenLines(buggy: string, { declaration, entry_point }: Target, language: Language): string[] {
  const head = entry_point === "" ? "" : language.helpersOf(declaration, entry_point);
  return language.essentialLines((declaration + buggy).slice(head.length));
}

/** The same program, whatever its comments; calls and definitions around it make it no other. */
export function repeatsProgram(code: string, given: readonly string[], language: Language): boolean {
  const lines = language.essentialLines(code);
  const at = placeIn(lines, given);
  return at >= 0 && !/^\s/.test(lines[at + given.length] ?? "");
}

/** Lines of the program, in one stretch. */
export function repeatsPart(code: string, given: readonly string[], language: Language): boolean {
  return placeIn(given, language.essentialLines(code)) >= 0;
}

function placeIn(lines: readonly string[], part: readonly string[]): number {
  const [all, some] = [lines.map(bare), part.map(bare)];
  if (some.length === 0) return -1;
  return all.findIndex((_, at) => some.every((line, offset) => line === all[at + offset]));
}

function bare(line: string): string {
  return line.trim().replace(/\s+/g, " ");
}
