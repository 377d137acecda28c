/**
 * Text that cannot lie about itself: control characters, terminal escapes and characters that reorder or hide other
 * characters are replaced by a visible name. Used by the terminal, the picture and the page.
 */

const CONTROL_NAMES =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US";
const NAMES = new Map(CONTROL_NAMES.split(" ").map((name, code) => [code, name]));

/**
 * Controls but tab and line feed; format characters (bidi, zero width, tags, …), lone surrogates, private and
 * unassigned code points; line and paragraph separators and every space but the usual one; and letters and marks that
 * render as nothing: fillers, and the variation selectors that text can be hidden in.
 */
const HIDDEN =
  /(?![\t\n])\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}|\p{Zl}|\p{Zp}|(?! )\p{Zs}|\u034f|[\u115f\u1160\u2800\u3164\uffa0]|\u17b4|\u17b5|[\u180b-\u180d]|[\ufe00-\ufe0d]|[\u{e0100}-\u{e01ef}]/gu;

/** A stretch of text; `hidden` stretches name one character that would not show. */
export interface TextPiece {
  readonly text: string;
  readonly hidden: boolean;
}

/** Cuts text into what shows and the names of what would not; tabs and line ends stay. */
export function visiblePieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    // Windows' line ends are no trick.
    if (match[0] === "\r" && text[match.index + 1] === "\n") continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), hidden: false });
    pieces.push({ text: nameOf(match[0]), hidden: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), hidden: false });
  return pieces;
}

/** The same as one string, for example `⟨ESC⟩[31mred`. */
export function visibleText(text: string): string {
  return visiblePieces(text)
    .map((piece) => piece.text)
    .join("");
}

/** The same for JSON, which keeps its meaning: `\u001b[31mred`. */
export function escapedHidden(json: string): string {
  return json.replace(HIDDEN, (hidden) =>
    [...Array(hidden.length).keys()].map((at) => `\\u${hidden.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** For places that have one line only: line ends and tabs get names, too. */
export function visibleLine(text: string): string {
  return visibleText(text).replace(/[\t\n\r]/g, nameOf);
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨${NAMES.get(code) ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`}⟩`;
}
