/** A change of one file as a unified diff. */
import { createTwoFilesPatch } from "diff";

export interface Patch {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const COLOURS: readonly (readonly [RegExp, string])[] = [
  [/^(---|\+\+\+) /, "1"],
  [/^@@/, "36"],
  [/^\+/, "32"],
  [/^-/, "31"],
];

/** As `git apply` takes it. */
export function patchText({ path, before, after }: Patch): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 });
  return patch
    .split("\n")
    .filter((line) => !/^=+$/.test(line))
    .join("\n");
}

/** A patch's line in colour, for a terminal. */
export function paintedPatchLine(line: string): string {
  const code = COLOURS.find(([start]) => start.test(line))?.[1];
  return code === undefined ? line : `\u001b[${code}m${line}\u001b[0m`;
}
