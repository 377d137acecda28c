/** The command line that goes on with an interrupted run, ready to be pasted into a shell. */

export function shellCommand(argv: readonly string[]): string {
  const kept = argv.filter((word) => word !== "--overwrite" && word !== "--resume");
  return ["./run.ts", ...kept, "--resume"].map(quote).join(" ");
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
