/** An answer's characters as its reader sees them. */

/** A literal on one line, kept as it is; or what no editor shows, and blanks that no program has. */
const INVISIBLE =
  /("(?:\\.|[^"\\\n])*(?:"|$)|'(?:\\.|[^'\\\n])*(?:'|$))|[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|([\u00a0\u2002-\u200a\u202f\u3000])/gm;

/** Line breaks are `\n`; byte order marks and characters of no width are gone, but for those between quotes. */
export function visible(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(INVISIBLE, (_, literal?: string, blank?: string) => literal ?? (blank === undefined ? "" : " "));
}
