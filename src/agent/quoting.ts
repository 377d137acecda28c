/** Texts of others inside our own: fenced, and shortened. */

/** A fence longer than any run of backticks inside the text, so that the text cannot close it. */
export function fence(text: string, language = "python"): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${text.replace(/^\n+|\s+$/g, "")}\n${marks}`;
}

/** Keeps both ends of a long text: the start says what, the end says where. At most `limit` characters and the mark. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)}\n… ${text.length - 2 * half} characters left out …\n${text.slice(-half)}`;
}
