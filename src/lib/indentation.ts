/** Indentation that lines of a text share. */

/** Takes away at most so much indentation from each line. */
export function dedent(lines: readonly string[], by: number): string {
  return lines.map((line) => line.slice(Math.min(by, depthOf(line)))).join("\n");
}

/** Removes the indentation that all lines share, and blank lines at the start. */
export function withoutCommonIndentation(text: string): string {
  const lines = text.replace(/^(\s*\n)+/, "").split("\n");
  return dedent(lines, least(depths(lines)));
}

/** Indentation of the lines that are not blank. */
export function depths(lines: readonly string[]): number[] {
  return lines.filter((line) => line.trim() !== "").map(depthOf);
}

/** A text may have more lines than a call may have arguments. */
export function least(numbers: readonly number[]): number {
  return numbers.reduce((low, next) => Math.min(low, next), Number.MAX_SAFE_INTEGER);
}

/** Blanks and tabs that a line begins with. */
export function depthOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}
