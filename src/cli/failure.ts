/** What is said when something fails. */
import { messageOf, UserError } from "../lib/errors.ts";
import { say } from "../lib/terminal.ts";

/**
 * One line, and the hint; the stack only for `--debug`.
 *
 * @returns the exit code
 */
export function reportFailure(error: unknown, debug: boolean): number {
  const hint = error instanceof UserError && error.hint !== undefined ? `\n  ${error.hint}` : "";
  say(`error: ${messageOf(error)}${hint}`);
  if (debug && error instanceof Error) say(`${error.stack}\n${causes(error)}`.trimEnd());
  return error instanceof UserError ? error.exitCode : 1;
}

function causes(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return "";
  return `caused by: ${cause.stack}\n${causes(cause)}`;
}
