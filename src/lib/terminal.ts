/**
 * The door to the terminal: all that this program prints goes through it. What others wrote (task ids, answers, error
 * messages, replies of servers) cannot move the cursor, hide or colour text there, and no key is shown.
 */
import { withoutSecrets } from "./secrets.ts";
import { escapedHidden, visibleText } from "./visible_text.ts";

/**
 * A part of the result, on stdout.
 * @param paint puts this program's own colours around a line that is fit to be shown
 */
export function printText(text: string, paint?: (line: string) => string): void {
  const shown = forTerminal(text);
  process.stdout.write(paint === undefined ? shown : shown.split("\n").map(paint).join("\n"));
}

/** The result as one line of JSON on stdout; hidden characters are escaped, so nothing of it is lost. */
export function printJson(value: unknown): void {
  printJsonText(`${JSON.stringify(value)}\n`);
}

/** JSON that is a text already. */
export function printJsonText(json: string): void {
  process.stdout.write(escapedHidden(withoutSecrets(json)));
}

/** What a file would hold: as it is for a pipe, fit to be shown on a terminal. */
export function printContent(content: string): void {
  process.stdout.write(process.stdout.isTTY ? forTerminal(content) : content);
}

/** A line of progress, or about what is wrong, on stderr. */
export function say(line: string): void {
  process.stderr.write(`${forTerminal(line)}\n`);
}

/** A text as a terminal may get it. */
export function forTerminal(text: string): string {
  return visibleText(withoutSecrets(text));
}
