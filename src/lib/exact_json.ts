/**
 * JSON whose numbers keep the digits that stand in the file: JavaScript's own numbers lose those beyond 2^53, and the
 * ".0" behind a whole one.
 */

/** What a number that JavaScript would write otherwise is in a parsed value: a string that begins with this. */
const MARK = "\u0000number:";
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const MARKED = /"\\u0000number:([^"]*)"/g;

/**
 * JSON in which each number that would be written otherwise is marked; undefined where there is none.
 *
 * @param json what `JSON.parse` takes
 */
function marked(json: string): string | undefined {
  const pieces: string[] = [];
  let kept = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      NUMBER.lastIndex = at;
      const [text] = NUMBER.exec(json) ?? [""];
      if (text !== String(Number(text))) {
        pieces.push(json.slice(kept, at), JSON.stringify(MARK + text));
        kept = at + text.length;
      }
      at += Math.max(1, text.length) - 1;
    }
  }
  return pieces.length === 0 ? undefined : pieces.join("") + json.slice(kept);
}

const [QUOTE, BACKSLASH, MINUS, ZERO, NINE] = [34, 92, 45, 48, 57];

/** The place of the quote that closes the string which begins here. */
function endOfString(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at > 0; at = json.indexOf('"', at + 1)) {
    let before = at;
    while (json.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at;
  }
  return json.length;
}

/**
 * The value of a JSON text, numbers marked where they would lose something.
 *
 * @param value what `JSON.parse` makes of it, where that is known already: it is given back where nothing is lost
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseExactJson(json: string, value: unknown = JSON.parse(json)): unknown {
  const exact = marked(json);
  return exact === undefined ? value : JSON.parse(exact);
}

/** The JSON of a value that `parseExactJson` made, the numbers as they stood in the file. */
export function exactJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(MARKED, "$1");
}

/** A marked number's digits; undefined for anything else. */
export function digitsOf(value: unknown): string | undefined {
  return typeof value === "string" && value.startsWith(MARK) ? value.slice(MARK.length) : undefined;
}
