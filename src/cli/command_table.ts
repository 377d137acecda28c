/** The commands: what they are for, and what they take besides flags. */
import { DEFAULT_PART } from "../languages/parts.ts";
import type { CommandName } from "./flags/flag.ts";
import type { Words } from "./flags/read_rows.ts";

export interface Command {
  readonly about: string;
  readonly words?: Words;
  /** Command line (behind the program's name), and what it does. */
  readonly examples?: readonly (readonly [string, string])[];
}

const EVALUATE: Command = {
  about: "evaluate a model on a data set of broken functions (HumanEvalFix by default)",
  examples: [
    ["--model Qwen/Qwen2.5-0.5B-Instruct --max 5", "five tasks of HumanEvalFix with a local model"],
    ["--model qwen2.5-coder-1.5b --iters 2 --resume", "two repairs per task; goes on where it stopped"],
    ["--model search", "no model: small edits, with the tests as the guide"],
    ["--model replay:results/saved.jsonl", "judge saved completions again"],
    [`--dataset-path dataset/sample_${DEFAULT_PART}.jsonl --model builtin:copy`, "the built-in stand-in, offline"],
  ],
};

/** The first is what runs where no command is named. */
export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  evaluate: EVALUATE,
  doctor: { about: "check this machine, the sandbox, the data and the model before a long run" },
  models: {
    about: "list the models on this machine: downloaded ones, Ollama's, LM Studio's",
    words: { takes: "FOLDERS…", help: "folders to look into as well", many: true },
  },
  fix: {
    about: "repair a failing function in a project of your own",
    words: { takes: "FILE", help: "the file to repair" },
  },
  feedback: { about: "run the solutions of a file on their cases, and print what a model would be told" },
  repair: { about: "let a model improve the solutions of a file over some iterations of test feedback" },
  compare: { about: "compare two solution files on the same cases, or two runs on the same tasks" },
  hygiene: { about: "run the known-good solutions of a file: problems that these do not pass are suspect" },
  visualize: { about: "draw a results file as a picture" },
  report: { about: "write results files as one HTML page, to read, search and compare" },
  rescore: { about: "judge saved completions again, under another extractor or other imports" },
  verify: {
    about: "check a results file: every hash, and every verdict by judging it again",
    words: { takes: "RUN", help: "the results file" },
  },
  export: { about: "write a results file as CSV, or as samples of other tools" },
  import: { about: "make answers that can be judged of the samples of other tools" },
  merge: {
    about: "put the files of a split run together",
    words: { takes: "FILES…", help: "the results files", many: true, required: true },
  },
  worker: { about: "answer and judge for a run on another machine, over a queue" },
  queue: {
    about: "look after a queue: status, drain (workers leave), clean",
    words: { takes: "status|drain|clean", help: "what to do", required: true },
  },
};
