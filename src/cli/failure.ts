/** What is said when something fails. */
import { messageOf, UserError } from "../lib/errors.ts";
import { visibleText } from "../lib/visible_text.ts";

/**
 * One line, and the hint; the stack only for `--debug`.
 *
 * @returns the exit code
 */
export function reportFailure(error: unknown, debug: boolean): number {
  const hint = error instanceof UserError && error.hint !== undefined ? `\n  ${error.hint}` : "";
  process.stderr.write(visibleText(`error: ${messageOf(error)}${hint}\n`));
  if (debug && error instanceof Error) process.stderr.write(visibleText(`${error.stack}\n${causes(error)}`));
  return error instanceof UserError ? error.exitCode : 1;
}

function causes(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return "";
  return `caused by: ${cause.stack}\n${causes(cause)}`;
}
