/** A command's flags from the words of a command line. */
import { PROGRAM } from "../../lib/paths.ts";
import { COMMANDS } from "../command_table.ts";
import type { CommandName, Flag } from "./flag.ts";
import { readRows } from "./read_rows.ts";
import { type FlagsOf, rowsOf, TABLE } from "./table.ts";

/**
 * Reads the flags of a command.
 *
 * @param args the command line behind the command's name
 * @throws UserError (exit code 2) that names the flag
 */
export function readFlags<C extends CommandName>(command: C, args: readonly string[]): FlagsOf<C> {
  const { words } = COMMANDS[command];
  const seeHelp = `see ${PROGRAM}${command === "evaluate" ? "" : ` ${command}`} --help`;
  const values = readRows({ name: command, rows: rowsOf(command), words, seeHelp, elsewhere }, args);
  return values as unknown as FlagsOf<C>;
}

/** A flag of other commands, or the name of a command. */
function elsewhere(typed: string): string | undefined {
  if (Object.hasOwn(COMMANDS, typed)) return `a command stands first: ${PROGRAM} ${typed} …`;
  const rows: Readonly<Record<string, Flag | undefined>> = TABLE;
  const row = typed.startsWith("--") ? rows[typed.slice(2)] : undefined;
  return row === undefined ? undefined : `it belongs to ${Object.keys(row.in).join(", ")}`;
}
