/** `fix`, as yargs knows it. */
import type { Argv } from "yargs";
import { fixOptions, parseFixFlags } from "./fix_flags.ts";

/** @param done told the exit code */
export function withFixCommand<T>(parser: Argv<T>, done: (code: number) => void) {
  return parser.command(
    "fix [file]",
    "repair a failing function in a project of your own",
    (command) => command.positional("file", { describe: "the Python file", type: "string" }).options(fixOptions),
    async (flags) => {
      const checked = parseFixFlags(flags);
      done(await (await import("./fix.ts")).fixCommand(checked));
    },
  );
}
