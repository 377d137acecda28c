/** Flags that say what is attempted, and how; most of them decide a run's numbers. */
import { FEEDBACK_BUDGET, LEAST_BUDGET } from "../../agent/case_feedback.ts";
import { EXTRACTORS, IMPORT_PRELUDES } from "../../core/candidate.ts";
import { FEEDBACKS } from "../../core/feedback.ts";
import { PRESETS } from "../../core/preset.ts";
import { PROMPTS, STRATEGIES } from "../../core/strategy.ts";
import { CONTEXTS, GUIDES } from "../../core/task.ts";
import { type Flag, on } from "./flag.ts";
import { amount, oneOf, onOff, seconds, share, whole } from "./kinds.ts";

const group = "Attempts";
const RANKINGS = ["learned", "model"] as const;
/** Rules that may be asked for; version 0.1 had another, which its runs go on with. */
const RULES = ["numbers", "exact"] as const;
/** What judges in a rescore: the language's own way, or the one that other harnesses have. */
const JUDGES = ["own", "in-process"] as const;

const ofAttempts = {
  preset: {
    ...{ group, kind: oneOf(PRESETS), setting: "preset", in: on("evaluate") },
    help: "measure as a published evaluation does: its prompts, sampling, imports, stop texts and extraction",
  },
  context: {
    ...{ group, kind: oneOf(CONTEXTS), default: "docs", setting: "context", in: on("evaluate") },
    help: "what the model may see of the task",
  },
  iters: {
    ...{ group, kind: whole(0), takes: "N", setting: "iters", help: "repair attempts after the first" },
    in: {
      evaluate: { default: "0" },
      fix: {
        ...{ default: null, help: "repairs by the model after its first answer" },
        otherwise: "as many as the time allows; 2 for a model behind an API",
      },
      repair: { default: "3", help: "answers that the model may give to one problem", old: ["max-iterations"] },
    },
  },
  feedback: {
    ...{ group, kind: oneOf(FEEDBACKS), default: "assertion", setting: "feedback", in: on("evaluate") },
    help: "what a repair attempt is told of the failure",
  },
  prompt: {
    ...{ group, kind: oneOf(PROMPTS), default: "plain", in: on("evaluate") },
    help: "the words of the first question",
  },
  "own-tests": {
    ...{ group, kind: whole(1), takes: "N", otherwise: "none", in: on("evaluate") },
    help: "tests that the model writes for itself first, to choose among its candidates; needs --guide examples",
  },
  tools: {
    ...{ group, kind: onOff, in: on("evaluate") },
    help: "the model calls tools: run_tests, read_task, submit; each program that it runs is an attempt, --iters are repairs",
  },
  candidates: {
    ...{ group, kind: whole(1), takes: "K", default: "1", in: on("evaluate") },
    help: "answers to the first question, written side by side; needs --guide examples",
  },
  "task-tokens": {
    ...{ group, kind: whole(1), takes: "TOKENS", otherwise: "no limit", in: on("evaluate") },
    help: "tokens that a sample may use: no attempt is made that would use more",
  },
  "task-seconds": {
    ...{ group, kind: seconds, takes: "SECONDS", otherwise: "no limit", in: on("evaluate") },
    help: "the same in time",
  },
  "task-cost": {
    ...{ group, kind: amount, takes: "AMOUNT", otherwise: "no limit", in: on("evaluate") },
    help: "the same in money, in the currency of the prices",
  },
  strategy: {
    ...{ group, kind: oneOf(STRATEGIES), otherwise: "rewrite", help: "how repairs are asked for" },
    in: { ...on("evaluate"), fix: { otherwise: "rewrite and smallest by turns" } },
  },
  "repair-temperature": {
    ...{ group, kind: amount, takes: "T", otherwise: "0.8, or --temperature where that is higher" },
    help: "temperature of repairs, and of candidates after the first",
    in: { ...on("evaluate"), fix: { otherwise: "0.8", help: "temperature of repairs" } },
  },
  "target-ratio": {
    ...{ group, kind: share, takes: "SHARE", default: "1.0", setting: "targetRatio", in: on("repair") },
    help: "share of the cases that is enough",
  },
  samples: {
    ...{ group, kind: whole(1), takes: "N", default: "1", setting: "samples", in: on("evaluate") },
    help: "independent samples per task, for pass@k; needs a temperature above 0",
  },
  temperature: {
    ...{ group, kind: amount, takes: "T", setting: "sampling.temperature", help: "0 is greedy" },
    in: {
      evaluate: { default: "0" },
      repair: { default: "0.2", help: "0 is greedy; left out for models that refuse it" },
    },
  },
  "top-p": {
    ...{ group, kind: share, takes: "SHARE", default: "1", setting: "sampling.topP", in: on("evaluate") },
    help: "nucleus sampling: keep the likeliest tokens up to this share",
  },
  seed: {
    ...{ group, kind: whole(0), takes: "N", default: "0", setting: "seed", in: on("evaluate", "repair", "fix") },
    help: "sampling seed",
  },
  "max-new-tokens": {
    ...{ group, kind: whole(1), takes: "TOKENS", setting: "sampling.maxNewTokens", help: "tokens an answer may have" },
    in: { evaluate: { default: "512" }, repair: { default: "4000" } },
  },
  "stop-at-code": {
    ...{ group, kind: onOff, setting: "sampling.stopAtCode", in: on("evaluate") },
    help: "end a local model's answer where the block with the repaired function has closed",
  },
  "answer-timeout": {
    ...{ group, kind: seconds, takes: "SECONDS", otherwise: "no limit", setting: "sampling.answerTimeoutSec" },
    ...{ help: "how long an answer may take", in: on("evaluate", "repair") },
  },
  imports: {
    ...{ group, kind: oneOf(IMPORT_PRELUDES), default: "octopack", setting: "imports" },
    help: "names put before a candidate's code",
    in: {
      ...on("evaluate", "doctor", "feedback", "repair", "compare", "hygiene"),
      rescore: { default: null, otherwise: "as in the run" },
    },
  },
} as const satisfies Record<string, Flag>;

const ofSearch = {
  "search-budget": {
    ...{ group, kind: whole(1), takes: "N", setting: "search.budget" },
    help: "programs that the search may try on a task",
    in: { evaluate: { default: "500" }, fix: { default: "2000" } },
  },
  "search-seconds": {
    ...{
      group,
      kind: seconds,
      takes: "SECONDS",
      setting: "search.seconds",
      help: "how long the search may try on a task",
    },
    in: {
      evaluate: { default: "30" },
      fix: { default: null, otherwise: "all of the time; a third where a model is asked, too" },
    },
  },
  "search-ranking": {
    ...{ group, kind: oneOf(RANKINGS), default: "learned", in: on("evaluate") },
    help: "order of the search's edits: as learned, or with what the local model beside the search finds likely",
  },
  guide: {
    ...{ group, kind: oneOf(GUIDES), default: "tests", setting: "search.guide", old: ["search-guide"] },
    help: "what tells attempts that they are right; examples: one program is handed in, and judged once by the hidden tests",
    in: on("evaluate"),
  },
} as const satisfies Record<string, Flag>;

export const attemptFlags = {
  ...ofAttempts,
  ...ofSearch,
  compare: {
    ...{ group, kind: oneOf(RULES), default: "numbers", in: on("feedback", "repair", "compare", "hygiene") },
    help: "how outputs are compared: numbers up to rounding, or exact text",
  },
  extractor: {
    ...{ group, kind: oneOf(EXTRACTORS), default: "default", in: on("rescore") },
    help: "how code is taken out of a completion",
  },
  judge: {
    ...{ group, kind: oneOf(JUDGES), default: "own", in: on("rescore") },
    help: "own: tests apart from the candidate; in-process: both in one process, as most other harnesses do, which can be forged",
  },
  "max-chars": {
    ...{ group, kind: whole(LEAST_BUDGET), takes: "N", default: String(FEEDBACK_BUDGET) as `${number}` },
    ...{ help: "characters of feedback for one solution", in: on("feedback") },
  },
} as const satisfies Record<string, Flag>;
