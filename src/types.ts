/**
 * The nouns of the program, and its two seams: `ChatModel` (who proposes a fix) and `Sandbox` (where it runs).
 */
import type { BaseChatModel, BaseChatModelCallOptions } from "@langchain/core/language_models/chat_models";

export type * from "./record_types.ts";

// ---------------------------------------------------------------------------------------------------- tasks

/** The languages of HumanEvalPack, by the name of the data set's configuration. */
export const LANGUAGES = ["python", "js", "java", "go", "cpp", "rust"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Judged by a program of asserts that calls the entry point. */
export interface UnitTestCheck {
  readonly kind: "unit_tests";
  /** Python source of the hidden tests; they enter the judge's process only. */
  readonly tests: string;
  /** Definitions that the tests may use: what stands before the entry point in the declaration. */
  readonly helpers: string;
}

/** Judged by running the whole program once per case and comparing what it prints. */
export interface StdioCheck {
  readonly kind: "stdio";
  readonly cases: readonly { readonly stdin: string; readonly stdout: string }[];
  /** Seconds per case, where the problem says so. */
  readonly timeLimitSec?: number;
}

export type Check = UnitTestCheck | StdioCheck;

/** One problem. Field names follow the data set's own where it has one. */
export interface Task {
  readonly task_id: string;
  readonly language: Language;
  /** What the code must do, in words: a docstring, a problem statement. */
  readonly docstring: string;
  /** What stands before the body: imports, helpers, the signature. Empty for a whole program. */
  readonly declaration: string;
  /** The declaration with the specification in it, as the data set prints it. */
  readonly prompt: string;
  /** The body with the bug (the whole program where `declaration` is empty). */
  readonly buggy_solution: string;
  /** The body of a known fix; empty where none is known. */
  readonly canonical_solution: string;
  /** The function that the tests call; empty for a whole program. */
  readonly entry_point: string;
  /** The kind of bug, for example "value misuse"; empty where unknown. */
  readonly bug_type: string;
  readonly failure_symptoms: string;
  readonly check: Check;
  /** Asserts on the examples that the specification shows; empty or absent where it shows none. */
  readonly example_test?: string;
}

/** What the model may see: the docstring, the tests instead of it, or both. */
export const CONTEXTS = ["docs", "tests", "docs+tests"] as const;
export type Context = (typeof CONTEXTS)[number];

// ------------------------------------------------------------------------------------- candidates, verdicts

/** The code taken out of a completion; `code` is undefined when there is none. */
export interface Candidate {
  readonly code: string | undefined;
  /** The shape it was found in, for the extraction audit. */
  readonly source: "fence" | "unclosed_fence" | "bare" | "prose" | "body" | "none";
}

/** How an attempt ended. Everything but `passed` is a failure of the candidate, save `sandbox_error`. */
export const VERDICTS = [
  "passed",
  "wrong_answer",
  "runtime_error",
  "syntax_error",
  "timeout",
  "memory_limit",
  "output_limit",
  "no_code",
  "missing_entry_point",
  "unsupported_type",
  "sandbox_error",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * Ways to take code out of a completion: the agent's own, and simpler ones to hold against it. `first-block`,
 * `last-block`: that fenced block, or all of an answer without one; `whole`: the answer as it is.
 */
export const EXTRACTORS = ["default", "first-block", "last-block", "whole"] as const;
export type ExtractorName = (typeof EXTRACTORS)[number];

/** Names put before the candidate's code. `octopack` is what OctoPack's scoring gives. */
export const IMPORT_PRELUDES = ["octopack", "octopack+numpy", "none"] as const;
export type ImportPrelude = (typeof IMPORT_PRELUDES)[number];

// -------------------------------------------------------------------------------------------------- sandbox

/** What a candidate may use. Every limit is explicit and recorded. */
export interface Limits {
  /** Wall-clock seconds for a whole job (for each case of a `stdio` job). */
  readonly timeoutSec: number;
  /** CPU seconds; by default the wall-clock limit, rounded up. */
  readonly cpuSec: number;
  /** Bytes of address space (and of the cgroup, where there is one). */
  readonly memoryBytes: number;
  /** Processes and threads together. */
  readonly processes: number;
  /** Bytes kept and allowed on each of stdout and stderr. */
  readonly outputBytes: number;
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Bytes of the work folder. */
  readonly diskBytes: number;
  readonly openFiles: number;
}

/** A candidate and its tests, judged by two processes that share no memory. */
export interface CheckJob {
  readonly kind: "check";
  readonly candidate: string;
  readonly tests: string;
  readonly helpers: string;
  readonly entryPoint: string;
  readonly imports: ImportPrelude;
}

/** One program, many inputs; a real pipe as stdin for each. */
export interface StdioJob {
  readonly kind: "stdio";
  readonly program: string;
  readonly stdins: readonly string[];
  readonly imports: ImportPrelude;
  /** What each run should print: a remote server asks for it. Walls of our own never see it. */
  readonly expected?: readonly string[];
}

/** Any command over a copy of a project, which is thrown away. */
export interface CommandJob {
  readonly kind: "command";
  readonly argv: readonly string[];
  /** Folder that the command finds at its own path, as a copy. */
  readonly project: string;
  /** Files of the project that the copy has, relative to it; what is not named is not there. */
  readonly files: readonly string[];
  /** Files that the copy has otherwise: path inside the project → content. */
  readonly overlay?: Readonly<Record<string, string>>;
  /** Folders that it may read besides the system's libraries: an environment's, an interpreter's. */
  readonly reads?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files to read back when it has ended, relative to the project. */
  readonly collect?: readonly string[];
}

export type Job = CheckJob | StdioJob | CommandJob;

/** The limit that ended an execution, if one did. */
export type LimitHit = "time" | "memory" | "output" | null;

/** One process's end, as the sandbox saw it. */
export interface Execution {
  /** Exit status; null when a signal or the sandbox ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutCut: boolean;
  readonly stderrCut: boolean;
  readonly runtimeSec: number;
  readonly cpuSec: number;
  readonly limit: LimitHit;
}

/** A frame of the candidate's own code in a traceback; lines count from 1 in the candidate's text. */
export interface Frame {
  readonly line: number;
  readonly function: string;
  readonly source: string;
}

/** What went wrong, told so that a model can use it. */
export interface Failure {
  /** Exception type, for example `IndexError`. */
  readonly type: string;
  readonly message: string;
  readonly frames: readonly Frame[];
  /** Source of the assertion that failed, where one did; with the values compared where they are known. */
  readonly assertion?: string;
}

/** The judge's answer to a `check` job. */
export interface CheckExecution extends Execution {
  readonly kind: "check";
  readonly verdict: Exclude<Verdict, "no_code" | "sandbox_error">;
  /** Asserts that were executed. */
  readonly asserts: number;
  readonly failure?: Failure;
}

/** One execution per input, in the order of the inputs. */
export interface StdioExecution {
  readonly kind: "stdio";
  readonly cases: readonly CaseExecution[];
}

/** One run of a program. */
export interface CaseExecution extends Execution {
  readonly failure?: Failure;
  /** A remote server's own word, where it did not send the output along that would show it. */
  readonly claimed?: boolean;
}

export interface CommandExecution extends Execution {
  readonly kind: "command";
  /** What was to be read back, where the command left it; at most a megabyte each. */
  readonly collected: Readonly<Record<string, string>>;
}

export interface ExecutionOf {
  check: CheckExecution;
  stdio: StdioExecution;
  command: CommandExecution;
}

/** What a sandbox is made of; goes into the run file and the summary. */
export interface SandboxInfo {
  readonly kind: "process" | "docker" | "remote";
  /** The wall in words, for example "namespaces+uid+landlock+seccomp". */
  readonly tier: string;
  readonly python: string;
  /** Anything else worth recording: image digest, cgroup version. */
  readonly details: Readonly<Record<string, string>>;
}

/** Where candidates run. Throws `InfraError` when the wall itself fails; a candidate's failure is an answer. */
export interface Sandbox extends AsyncDisposable {
  readonly info: SandboxInfo;
  /** Jobs that may run at once. */
  readonly concurrency: number;
  run<J extends Job>(job: J, limits: Limits, signal?: AbortSignal): Promise<ExecutionOf[J["kind"]]>;
}

// ---------------------------------------------------------------------------------------------------- model

/** What every call to a model says besides the messages. Backends ignore what they have no use for. */
export interface RepairCallOptions extends BaseChatModelCallOptions {
  readonly task_id?: string;
  readonly sample?: number;
  /** 0 for the proposal, 1 for the first repair, … */
  readonly attempt?: number;
  /** Calls before this one in the same sample: fewer than attempts where the first answer was given. */
  readonly asked?: number;
  /** Seed of this call, already derived from the run's. */
  readonly seed?: number;
  /** The function that the answer is to define, and the program that it is to repair. */
  readonly wanted?: { readonly entryPoint: string; readonly buggy: string };
}

/**
 * A language model as the agent sees it: a LangChain chat model, what it is called, and what identifies it.
 * Its messages carry exact token counts in `usage_metadata` and the finish reason in
 * `response_metadata.finish_reason`.
 */
export interface ChatModel extends AsyncDisposable {
  /** The name that the user gave and that records carry. */
  readonly name: string;
  /** Everything that decides its answers: revision or weight hashes, dtype, device, template, sampling. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** "fp32", "q4", … for local models; empty elsewhere. */
  readonly dtype: string;
  /** Says that its answers are no result (the built-in stand-in); shown wherever a number is. */
  readonly standIn?: string;
  /** A server answers, and may ask for money. */
  readonly remote?: boolean;
  /** Calls that are worth having in flight; 1 where it does not say. */
  readonly concurrency?: number;
  readonly chat: BaseChatModel<RepairCallOptions>;
  /** Whole programs that it proposes without being asked in words, and when they are tried. */
  readonly proposals?: ProposalSource;
}

/** A whole program that is proposed. */
export interface Proposal {
  readonly code: string;
  /** What it changes, in a few words: "line 4, compare: < → <=". */
  readonly edit: string;
}

/** An ordered stream of programs, the likeliest first, none twice. It depends on what it was told, on nothing else. */
export interface Proposals {
  /** Undefined when there are no more. */
  next(): Proposal | undefined;
  /** Tells how the program that is to be repaired fails. */
  heed(verdict: Verdict, failure?: Failure): void;
}

export interface ProposalSource {
  /** In place of answers, before they are asked for, or when they are used up. */
  readonly turn: "alone" | "first" | "last";
  /**
   * @param program what to start from; the task's buggy code by default
   * @param docs the specification in words; empty where it is not to be seen
   */
  open(task: Task, docs: string, program?: string): Proposals;
}

/** What a run tries of proposals on each task. */
export interface SearchLimits {
  /** Programs that are executed. */
  readonly budget: number;
  readonly seconds: number;
  /** What says that a program is right: the hidden tests, or the examples of the specification. */
  readonly guide: "tests" | "examples";
}

/** Why a model stopped writing. `length`: cut at the token limit; `deadline`: at `--answer-timeout`. */
export const FINISH_REASONS = ["stop", "length", "deadline", "unknown"] as const;
export type FinishReason = (typeof FINISH_REASONS)[number];

/** Sampling settings of a run. */
export interface Sampling {
  readonly temperature: number;
  /** Nucleus: 1 keeps everything. */
  readonly topP: number;
  readonly maxNewTokens: number;
  readonly stop: readonly string[];
  /** Seconds an answer may take; undefined: no deadline. */
  readonly answerTimeoutSec?: number;
  /** A local model's answer ends where the block with the repaired function has closed. */
  readonly stopAtCode?: true;
}

/** Progress of something slow (a download, a load), for the terminal. */
export type Report = (line: string) => void;
