/** The flags of `fix`. */
import type { Options } from "yargs";
import { z } from "zod";
import { usageError } from "../lib/errors.ts";
import { PROGRAM } from "../lib/paths.ts";
import { flag, parseFlags, seconds, text, wholeFrom } from "./flags.ts";

export const fixOptions = {
  function: text("the function to repair (default: the traceback's innermost one in the file)"),
  tests: text("a file of plain asserts: judged by the tamper-resistant judge, which code cannot forge"),
  command: text('a test command, for example "pytest tests/test_foo.py"; runs in a copy of the project'),
  last: flag("take file, function and tests from pytest's own record of what failed last"),
  model: text(
    "who proposes: a name as for --model of the default command (default: the search, and a local model on disk)",
  ),
  "allow-remote": flag("a model behind an API may see the code and what the tests print"),
  apply: flag("write the repaired file"),
  force: flag("write it although it is not the committed one"),
  "allow-import": { ...text("a module or builtin that the patch may bring in; repeatable"), array: true },
  iters: text("repairs by the model after its first answer", "2"),
  "search-budget": text("programs that the search tries", "500"),
  "search-seconds": text("seconds that the search takes", "60"),
  timeout: text("seconds that the tests may run", "30"),
  memory: text("MiB of memory of each process", "2048"),
  processes: text("processes that the tests may have", "64"),
  python: text("the project's Python (default: its virtual or conda environment, else python3)"),
  env: { ...text("an environment variable that the command gets; repeatable"), array: true },
  seed: text("sampling seed", "0"),
  json: flag("print one JSON object"),
  debug: flag("stack traces"),
} as const satisfies Record<string, Options>;

const flagSchema = z.object({
  file: z.string().optional(),
  function: z.string().optional(),
  tests: z.string().optional(),
  command: z.string().optional(),
  last: z.boolean(),
  model: z.string().min(1, "must name a model").optional(),
  "allow-remote": z.boolean(),
  apply: z.boolean(),
  force: z.boolean(),
  "allow-import": z.array(z.string()).default([]),
  iters: wholeFrom(0),
  "search-budget": wholeFrom(1),
  "search-seconds": seconds,
  timeout: seconds,
  memory: wholeFrom(64),
  processes: wholeFrom(1),
  python: z.string().min(1).optional(),
  env: z.array(z.string()).default([]),
  seed: wholeFrom(0),
  json: z.boolean(),
  debug: z.boolean(),
});
export type FixFlags = z.infer<typeof flagSchema>;

/** @throws UserError (exit code 2) that names the flag */
export function parseFixFlags(raw: Readonly<Record<string, unknown>>): FixFlags {
  const flags = parseFlags(flagSchema, raw);
  const ways = [flags.tests, flags.command, flags.last || undefined].filter((it) => it !== undefined).length;
  if (ways !== 1) throw usageError("say what fails with one of --tests, --command and --last");
  if (flags.file === undefined && !flags.last) throw usageError(`say which file to repair: ${PROGRAM} fix FILE.py …`);
  return flags;
}
