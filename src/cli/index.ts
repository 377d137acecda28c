/** argv → command → exit code. */

import { didYouMean } from "../lib/did_you_mean.ts";
import { usageError } from "../lib/errors.ts";
import { manifest, PROGRAM } from "../lib/paths.ts";
import { printText } from "../lib/terminal.ts";
import { COMMANDS } from "./command_table.ts";
import { reportFailure } from "./failure.ts";
import type { CommandName } from "./flags/flag.ts";
import type { FlagsOf } from "./flags/table.ts";

/** What a command's file exports. */
interface CommandModule<C extends CommandName> {
  /**
   * @param argv the whole command line
   * @returns the exit code
   */
  readonly run: (flags: FlagsOf<C>, argv: readonly string[]) => Promise<number>;
}

/** Each is loaded when it is called: `--help` stays quick. */
const MODULES: { readonly [C in CommandName]: () => Promise<CommandModule<C>> } = {
  evaluate: () => import("./commands/evaluate.ts"),
  models: () => import("./commands/models.ts"),
  doctor: () => import("./commands/doctor.ts"),
  fix: () => import("./commands/fix.ts"),
  feedback: () => import("./commands/feedback.ts"),
  repair: () => import("./commands/repair.ts"),
  compare: () => import("./commands/compare.ts"),
  hygiene: () => import("./commands/hygiene.ts"),
  visualize: () => import("./commands/visualize.ts"),
  report: () => import("./commands/report.ts"),
  rescore: () => import("./commands/rescore.ts"),
  verify: () => import("./commands/verify.ts"),
  export: () => import("./commands/export.ts"),
  import: () => import("./commands/import.ts"),
  merge: () => import("./commands/merge.ts"),
  worker: () => import("./commands/worker.ts"),
  queue: () => import("./commands/queue.ts"),
};

/**
 * Runs the command that `argv` names.
 *
 * @returns the exit code
 */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  try {
    const [command, args] = commandOf(argv);
    if (asksFor(args, "--version", "-v")) return shown(`${manifest().version}\n`);
    if (asksFor(args, "--help", "-h")) return shown(await helpText(argv[0] === command ? command : undefined));
    return await runCommand(command, args, argv);
  } catch (error) {
    return reportFailure(error, argv.includes("--debug"));
  }
}

async function runCommand<C extends CommandName>(command: C, args: readonly string[], argv: readonly string[]) {
  const { readFlags } = await import("./flags/read.ts");
  const flags = readFlags(command, args);
  const { run } = await MODULES[command]();
  return run(flags, argv);
}

/** The command, `evaluate` where none is named, and what stands behind it. */
function commandOf(argv: readonly string[]): [CommandName, readonly string[]] {
  const [first = "", ...rest] = argv;
  if (Object.hasOwn(COMMANDS, first)) return [first as CommandName, rest];
  if (first === "" || first.startsWith("-")) return ["evaluate", argv];
  const near = didYouMean(first, Object.keys(COMMANDS), (name) => `${PROGRAM} ${name}`);
  throw usageError(`there is no command ${first}`, near ?? `see ${PROGRAM} --help`);
}

function asksFor(args: readonly string[], ...names: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? args.length : end).some((word) => names.includes(word));
}

async function helpText(command: CommandName | undefined): Promise<string> {
  const { commandHelp, programHelp } = await import("./help.ts");
  const width = process.stdout.isTTY ? Math.min(120, process.stdout.columns) : 120;
  return command === undefined ? programHelp(width) : commandHelp(command, width);
}

function shown(text: string): number {
  printText(text);
  return 0;
}
