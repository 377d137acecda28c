/** Texts of others inside our own: fenced, and shortened. */

/** More backticks than any run of them inside the text, three at least: the text cannot close such a fence. */
export function fenceMarks(text: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return "`".repeat(longest + 1);
}

/** The text between fences that it cannot close, without blank lines at its ends. */
export function fence(text: string, label: string): string {
  const marks = fenceMarks(text);
  return `${marks}${label}\n${text.replace(/^\n+|\s+$/g, "")}\n${marks}`;
}

/** Keeps both ends of a long text: the start says what, the end says where. At most `limit` characters and the mark. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)}\n… ${text.length - 2 * half} characters left out …\n${text.slice(-half)}`;
}
