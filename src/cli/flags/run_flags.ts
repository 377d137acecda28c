/** Flags that say what is written, whether a run goes on, and how much is said. */
import { THEMES } from "../../report/picture/theme.ts";
import { LOG_LEVELS } from "../log_level.ts";
import { COMMAND_NAMES, type Flag, on } from "./flag.ts";
import { oneOf, onOff, text, whole } from "./kinds.ts";

const group = "Run and results";
const FORMATS = ["csv", "evalplus", "bigcode", "humaneval", "generations", "inspect", "folder"] as const;
const wasOutput = { old: ["output"] } as const;
const wasOutputFile = { old: ["output-file"] } as const;

const ofResults = {
  out: {
    ...{ group, kind: text, takes: "FILE", help: "results file" },
    in: {
      evaluate: { otherwise: "results/<model>-<dataset>.jsonl" },
      repair: { ...wasOutputFile, help: "the improved file", otherwise: "improved_<input>, beside the input" },
      compare: { ...wasOutputFile, help: "write the comparison as JSON" },
      doctor: { takes: "FOLDER", help: "check that results can be written here", default: "results" },
      visualize: { ...wasOutput, help: "picture", otherwise: "beside the results file" },
      report: { ...wasOutput, help: "page", default: "report.html" },
      export: { ...wasOutput, help: "what is written", otherwise: "stdout" },
      import: { ...wasOutput, help: "file that --model replay:FILE reads", required: true },
      rescore: { help: "write the records as they are now" },
      merge: { help: "merged results file", required: true },
    },
  },
  resume: { group, kind: onOff, help: "go on with an interrupted run", in: on("evaluate", "repair") },
  "force-resume": {
    ...{ group, kind: onOff, in: on("evaluate", "repair") },
    help: "resume although model, data or settings differ",
  },
  overwrite: {
    ...{ group, kind: onOff, in: on("evaluate", "repair", "rescore", "merge") },
    help: "replace what is there already",
  },
  concurrency: {
    ...{ group, kind: whole(1), takes: "N", help: "tasks in flight" },
    in: {
      evaluate: { otherwise: "2 for a model that computes here, 5 for one behind an API" },
      repair: { default: "3", help: "problems in work at once", old: ["concurrent-problems"] },
    },
  },
  visualize: {
    ...{ group, kind: onOff, in: on("evaluate") },
    help: "draw the results as a picture beside the results file",
  },
  theme: { group, kind: oneOf(THEMES), default: "dark", help: "colours", in: on("visualize") },
  format: {
    ...{ group, kind: oneOf(FORMATS), default: "csv", in: on("export") },
    help: "a row per sample; or samples as other tools read them (docs/formats.md)",
  },
} as const satisfies Record<string, Flag>;

const ofOutput = {
  json: {
    ...{ group, kind: onOff, help: "print JSON, also on a terminal" },
    in: on(
      "evaluate",
      "doctor",
      "models",
      "fix",
      "feedback",
      "repair",
      "compare",
      "hygiene",
      "rescore",
      "verify",
      "merge",
      "queue",
    ),
  },
  quiet: {
    ...{ group, kind: onOff, help: "no progress, only warnings and results" },
    in: on("evaluate", "feedback", "repair", "compare", "hygiene", "rescore", "verify"),
  },
  verbose: { group, kind: onOff, help: "a line per task", in: on("evaluate", "rescore", "verify") },
  debug: {
    ...{ group, kind: onOff, help: "details of the sandbox and the model; stack traces" },
    in: on(...COMMAND_NAMES),
  },
  "log-level": {
    ...{ group, kind: oneOf(LOG_LEVELS), default: "INFO", in: on("feedback", "repair", "compare", "hygiene") },
    help: "what is said on stderr",
  },
} as const satisfies Record<string, Flag>;

export const runFlags = { ...ofResults, ...ofOutput } as const;
