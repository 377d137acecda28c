/** Flags that name what is read, and choose from it. */

import type { Shard } from "../../core/index.ts";
import { DEFAULT_PART, LANGUAGES } from "../../languages/parts.ts";
import { type Flag, on } from "./flag.ts";
import { matching, shaped, text, texts, whole } from "./kinds.ts";

const group = "Input";
const required = { required: true } as const;

const shard = matching(
  /^\d{1,6}\/\d{1,6}$/,
  (it): Shard => {
    const [index = 0, of = 0] = it.split("/").map(Number);
    return { index, of };
  },
  ({ index, of }) => index >= 1 && index <= of,
  "must be I/N with I from 1 to N",
);

const problemIds = shaped(/^\s*\d+(\s*,\s*\d+)*\s*$/, "must be numbers with commas between");
const range = shaped(/^\d+-\d+$/, "must be two numbers with a hyphen between");

export const inputFlags = {
  "dataset-path": {
    ...{ group, kind: text, takes: "FILE", help: "the data set, where the run file does not lead to it" },
    in: {
      ...on("report", "rescore", "verify"),
      evaluate: {
        help: "a .jsonl, .json or .parquet file of HumanEvalPack's, HumanEval's or MBPP's rows",
        otherwise: "HumanEvalFix",
      },
      doctor: { help: "judge this data set's canonical and buggy solutions", otherwise: "the sample tasks" },
      import: { help: "the data set that the samples answer", otherwise: "HumanEvalFix" },
    },
  },
  language: {
    ...{ group, kind: text, takes: "NAME", in: { evaluate: { otherwise: DEFAULT_PART } } },
    help: `which part of HumanEvalPack (${LANGUAGES.join(", ")}); with --dataset-path, the language of rows that name none, and only tasks of it`,
  },
  "task-id": {
    ...{ group, kind: texts, takes: "ID", in: on("evaluate") },
    help: "only these tasks; repeatable, or separated by commas",
  },
  max: { group, kind: whole(1), takes: "N", help: "only the first N tasks", in: on("evaluate") },
  shard: {
    ...{ group, kind: shard, takes: "I/N", in: on("evaluate") },
    help: "only part I of N of the tasks; merge puts the files together",
  },
  input: {
    ...{ group, kind: text, takes: "FILE", help: "results file" },
    in: {
      visualize: required,
      rescore: required,
      export: required,
      verify: { help: "results file, in place of the word RUN" },
      import: { ...required, help: "samples of another tool: a file or a folder (docs/formats.md)" },
      report: {
        ...{ ...required, kind: texts },
        help: "results file; repeat it to compare runs, the first is what the others are held against",
      },
    },
  },
  "solution-file": {
    ...{ group, kind: text, takes: "FILE", help: "problems with solutions: a JSON array, or one a line" },
    in: {
      repair: required,
      feedback: { otherwise: "the sample" },
      hygiene: { otherwise: "the sample", help: "a JSON array of problems with known-good solutions" },
    },
  },
  "original-file": {
    ...{ group, kind: text, takes: "FILE", in: { compare: required } },
    help: "a solution file, or the results file of a run",
  },
  "improved-file": {
    ...{ group, kind: text, takes: "FILE", in: { compare: required } },
    help: "the improved solution file, or the results file of another run",
  },
  "problem-id": {
    ...{ group, kind: whole(0), takes: "N", in: on("feedback", "repair", "compare", "hygiene") },
    help: "only this problem, counted from 0",
  },
  "problem-ids": { group, kind: problemIds, takes: "0,2,5", help: "only these problems", in: on("repair") },
  range: { group, kind: range, takes: "0-9", help: "only these problems, both ends included", in: on("repair") },
  "model-key": {
    ...{ group, kind: text, takes: "FIELD", in: on("feedback", "repair", "compare") },
    help: "the field with the model's solutions, for example claude_solution",
  },
} as const satisfies Record<string, Flag>;
