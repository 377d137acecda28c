/** The commands on results files, as yargs knows them. Each is loaded when it is called. */
import type { Argv } from "yargs";
import {
  exportOptions,
  importOptions,
  mergeOptions,
  parseExportFlags,
  parseImportFlags,
  parseMergeFlags,
  parseReportFlags,
  parseRescoreFlags,
  parseVerifyFlags,
  parseVisualizeFlags,
  reportOptions,
  rescoreOptions,
  verifyOptions,
  visualizeOptions,
} from "./report_flags.ts";

/** @param done told the exit code */
export function withReportCommands<T>(parser: Argv<T>, done: (code: number) => void) {
  return withFileCommands(withJudgingCommands(withViews(parser, done), done), done);
}

function withViews<T>(parser: Argv<T>, done: (code: number) => void) {
  return parser
    .command(
      "visualize",
      "draw a results file as a picture",
      (command) => command.options(visualizeOptions),
      async (flags) => {
        const checked = parseVisualizeFlags(flags);
        done(await (await import("./visualize.ts")).visualizeCommand(checked));
      },
    )
    .command(
      "report",
      "write results files as one HTML page, to read, search and compare",
      (command) => command.options(reportOptions),
      async (flags) => {
        const checked = parseReportFlags(flags);
        done(await (await import("./report.ts")).reportCommand(checked));
      },
    );
}

function withJudgingCommands<T>(parser: Argv<T>, done: (code: number) => void) {
  return parser
    .command(
      "rescore",
      "judge saved completions again, under another extractor or other imports",
      (command) => command.options(rescoreOptions),
      async (flags) => {
        const checked = parseRescoreFlags(flags);
        done(await (await import("./rescore.ts")).rescoreCommand(checked));
      },
    )
    .command(
      "verify <run>",
      "check a results file: every hash, and every verdict by judging it again",
      (command) => command.positional("run", { type: "string", demandOption: true }).options(verifyOptions),
      async (flags) => {
        const checked = parseVerifyFlags(flags);
        done(await (await import("./verify.ts")).verifyCommand(checked));
      },
    );
}

function withFileCommands<T>(parser: Argv<T>, done: (code: number) => void) {
  return parser
    .command(
      "export",
      "write a results file as CSV, or as samples of EvalPlus or bigcode",
      (command) => command.options(exportOptions),
      async (flags) => {
        const checked = parseExportFlags(flags);
        done(await (await import("./export.ts")).exportCommand(checked));
      },
    )
    .command(
      "import",
      "make answers that can be judged of samples of EvalPlus or bigcode",
      (command) => command.options(importOptions),
      async (flags) => {
        const checked = parseImportFlags(flags);
        done(await (await import("./import.ts")).importCommand(checked));
      },
    )
    .command(
      "merge <files..>",
      "put the files of a split run together",
      (command) =>
        command.positional("files", { type: "string", array: true, demandOption: true }).options(mergeOptions),
      async (flags) => {
        const checked = parseMergeFlags(flags);
        done(await (await import("./merge.ts")).mergeCommand(checked));
      },
    );
}
