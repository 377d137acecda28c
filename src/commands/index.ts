/** argv → command → exit code. */
import yargs from "yargs";
import { messageOf, UserError, usageError } from "../errors.ts";
import { visibleText } from "../report/visible_text.ts";
import { doctorOptions, parseDoctorFlags } from "./doctor_flags.ts";
import { EXAMPLES, evaluateOptions, parseEvaluateFlags } from "./evaluate_flags.ts";
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
    .scriptName("./run.ts")
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
    .version(false)
    .help()
    .wrap(process.stdout.isTTY ? Math.min(120, process.stdout.columns) : 120)
    .exitProcess(false)
    .fail((message, error) => {
      // yargs' own complaints come with a text, or as an error of its own kind.
      if (error !== undefined && error !== null && error.name !== "YError") throw error;
      throw usageError(message ?? error.message, "see ./run.ts --help");
    });
  try {
    await parser.parseAsync();
    return exitCode;
  } catch (error) {
    return reportFailure(error, argv.includes("--debug"));
  }
}

/** One line, and the hint; the stack only for `--debug`, or where the fault is ours. */
function reportFailure(error: unknown, debug: boolean): number {
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
