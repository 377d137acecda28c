/** argv → command → exit code. */
import yargs from "yargs";
import { usageError } from "../lib/errors.ts";
import { manifest, PROGRAM } from "../lib/paths.ts";
import { doctorOptions, parseDoctorFlags } from "./doctor_flags.ts";
import { EXAMPLES, evaluateOptions, parseEvaluateFlags } from "./evaluate_flags.ts";
import { reportFailure } from "./failure.ts";
import { withFixCommand } from "./fix_command.ts";
import { withReportCommands } from "./report_commands.ts";
import { withSolutionCommands } from "./solution_commands.ts";

/**
 * Runs the command that `argv` names. Commands are loaded when they are called: `--help` stays quick.
 *
 * @returns the exit code
 */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = yargs([...argv])
    .scriptName(PROGRAM)
    .usage("$0 [command] [flags]\n\nRepairs broken code with a language model, and measures how well it does so.")
    .command(
      "$0",
      "evaluate a model on a data set of broken functions (HumanEvalFix by default)",
      (command) => command.options(evaluateOptions).example(EXAMPLES),
      async (flags) => {
        const checked = parseEvaluateFlags(flags);
        const { evaluateCommand } = await import("./evaluate.ts");
        exitCode = await evaluateCommand(checked, argv);
      },
    )
    .command(
      "doctor",
      "check this machine, the sandbox, the data and the model before a long run",
      (command) => command.options(doctorOptions),
      async (flags) => {
        const checked = parseDoctorFlags(flags);
        const { doctorCommand } = await import("./doctor.ts");
        exitCode = await doctorCommand(checked);
      },
    );
  const done = (code: number): void => {
    exitCode = code;
  };
  const parser = withFixCommand(withReportCommands(withSolutionCommands(program, argv, done), done), done)
    .strict()
    .version(manifest().version)
    .help()
    .wrap(process.stdout.isTTY ? Math.min(120, process.stdout.columns) : 120)
    .exitProcess(false)
    .fail((message, error) => {
      // yargs' own complaints come with a text, or as an error of its own kind.
      if (error !== undefined && error !== null && error.name !== "YError") throw error;
      const said = message ?? error.message;
      throw usageError(inOurWords(said, argv), helpOf(argv, said));
    });
  try {
    await parser.parseAsync();
    return exitCode;
  } catch (error) {
    return reportFailure(error, argv.includes("--debug"));
  }
}

/** The parser does not tell a flag from a word, nor name a flag as it is typed. */
function inOurWords(message: string, argv: readonly string[]): string {
  if (message.startsWith("Not enough non-option arguments")) return `${argv[0]} needs the name of a file`;
  const [, kind, names = ""] = /^(.*)s?: (.*)$/.exec(message) ?? [];
  const [name = "", ...others] = names.split(", ");
  if (kind?.startsWith("Unknown argument")) {
    if (!argv.includes(name)) return `there is no flag --${name}`;
    const command = argv[0] ?? "";
    return name === command || command.startsWith("-")
      ? `there is no command ${name}`
      : `${command} does not take ${name}`;
  }
  if (kind?.startsWith("Not enough arguments following")) return `--${name} needs a value`;
  const flags = [name, ...others].map((it) => `--${it}`).join(" and ");
  return kind?.startsWith("Missing required argument") ? `${flags} must be given` : message;
}

function helpOf([command = ""]: readonly string[], message: string): string {
  return /^[a-z]+$/.test(command) && !message.endsWith(`: ${command}`)
    ? `see ${PROGRAM} ${command} --help`
    : `see ${PROGRAM} --help`;
}
