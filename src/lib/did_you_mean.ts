/** What a mistyped name was probably meant to be. */

/**
 * The known name nearest to a word: one that it begins, or that few slips of the finger lead to.
 *
 * @returns undefined where none is near: a wrong guess is worse than none
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  const most = Math.floor((typed.length + 1) / 3);
  let best: string | undefined;
  let least = most + 1;
  for (const name of known) {
    const distance = typed.length > 2 && name.toLowerCase().startsWith(typed) ? 1 : slips(typed, name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** `did you mean NAME?`, where a known name is near. */
export function didYouMean(word: string, known: Iterable<string>, shown = (name: string) => name): string | undefined {
  const name = nearest(word, known);
  return name === undefined ? undefined : `did you mean ${shown(name)}?`;
}

/**
 * Letters left out, put in, exchanged or swapped with their neighbour on the way from one word to another (optimal
 * string alignment: Damerau 1964, no letter touched twice).
 */
export function slips(from: string, to: string): number {
  let [twoBefore, before]: number[][] = [[], Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row++) {
    const now = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      now[column] = Math.min(
        at(before, column) + 1,
        at(now, column - 1) + 1,
        at(before, column - 1) + (same ? 0 : 1),
        swapped ? at(twoBefore, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [twoBefore, before] = [before, now];
  }
  return at(before, to.length);
}

function at(row: readonly number[] | undefined, column: number): number {
  return row?.[column] ?? Number.POSITIVE_INFINITY;
}
