/** The commands on solution files, as yargs knows them. Each is loaded when it is called. */
import type { Argv } from "yargs";
import { compareOptions, parseCompareFlags } from "./compare_flags.ts";
import { feedbackOptions, parseFeedbackFlags } from "./feedback_flags.ts";
import { hygieneOptions, parseHygieneFlags } from "./hygiene_flags.ts";
import { parseRepairFlags, repairOptions } from "./repair_flags.ts";

/**
 * @param argv the whole command line
 * @param done told the exit code
 */
export function withSolutionCommands<T>(parser: Argv<T>, argv: readonly string[], done: (code: number) => void) {
  return parser
    .command(
      "feedback",
      "run the solutions of a file on their cases, and print what a model would be told",
      (command) => command.options(feedbackOptions),
      async (flags) => {
        const checked = parseFeedbackFlags(flags);
        done(await (await import("./feedback.ts")).feedbackCommand(checked));
      },
    )
    .command(
      "repair",
      "let a model improve the solutions of a file over some iterations of test feedback",
      (command) => command.options(repairOptions),
      async (flags) => {
        const checked = parseRepairFlags(flags);
        done(await (await import("./repair.ts")).repairCommand(checked, argv));
      },
    )
    .command(
      "compare",
      "compare two solution files on the same cases, or two runs on the same tasks",
      (command) => command.options(compareOptions),
      async (flags) => {
        const checked = parseCompareFlags(flags);
        done(await (await import("./compare.ts")).compareCommand(checked));
      },
    )
    .command(
      "hygiene",
      "run the known-good solutions of a file: problems that these do not pass are suspect",
      (command) => command.options(hygieneOptions),
      async (flags) => {
        const checked = parseHygieneFlags(flags);
        done(await (await import("./hygiene.ts")).hygieneCommand(checked));
      },
    );
}
