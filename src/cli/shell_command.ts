/** The command line that goes on with an interrupted run, ready to be pasted into a shell. */
import { PROGRAM } from "../lib/paths.ts";

export function shellCommand(argv: readonly string[]): string {
  const kept = argv.filter((word) => word !== "--overwrite" && word !== "--resume");
  return commandLine([...kept, "--resume"]);
}

/** The program with these words, as a shell reads them. */
export function commandLine(argv: readonly string[]): string {
  return [PROGRAM, ...argv.map(quote)].join(" ");
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
