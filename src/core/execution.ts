/** What a sandbox is asked and what it answers; the second of the two seams. */
import type { ImportPrelude } from "./candidate.ts";
import type { Failure } from "./failure.ts";
import type { SandboxInfo } from "./sandbox_info.ts";
import type { CompareRule } from "./task.ts";
import type { Verdict } from "./verdict.ts";

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

/** One program, many inputs; a file as stdin for each. */
export interface StdioJob {
  readonly kind: "stdio";
  readonly program: string;
  readonly stdins: readonly string[];
  readonly imports: ImportPrelude;
  /** What each run should print: a remote server asks for it. Sandboxes of our own never see it. */
  readonly expected?: readonly string[];
  /** How it is compared, where somebody else compares as well. */
  readonly compare?: CompareRule;
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

/**
 * One program of the machine's own, named when the sandbox was opened, with files of its own: what a language's tool
 * chain is made of. It may start what its language's `Tool` says and no other; all its processes together have the
 * limits of the job.
 */
export interface ExecutableJob {
  readonly kind: "executable";
  /** Its name, as the sandbox was told, and its arguments. */
  readonly argv: readonly [name: string, ...args: string[]];
  readonly stdin: string;
  /** Files of the work folder, in which it starts: relative path → content. */
  readonly files: Readonly<Record<string, string>>;
}

export type Job = CheckJob | StdioJob | CommandJob | ExecutableJob;

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
  /** The program's own text could not be read as one of its language. */
  readonly unread?: boolean;
  /** A remote server's own word, where it did not send the output along that would show it. */
  readonly claimed?: boolean;
}

export interface CommandExecution extends Execution {
  readonly kind: "command";
  /** What was to be read back, where the command left it; at most a megabyte each. */
  readonly collected: Readonly<Record<string, string>>;
}

export interface ExecutableExecution extends Execution {
  readonly kind: "executable";
}

export interface ExecutionOf {
  check: CheckExecution;
  stdio: StdioExecution;
  command: CommandExecution;
  executable: ExecutableExecution;
}

/**
 * Something that runs jobs of some kind. Throws `InfraError` when the isolation layer itself fails, `UserError` for a
 * job that it was not opened for, and the signal's reason; what a candidate does is an answer.
 */
interface Runner<J extends Job> {
  readonly run: (job: J, limits: Limits, signal?: AbortSignal) => Promise<ExecutionOf[J["kind"]]>;
}

/** Judges a candidate by tests in a process of their own. */
export type TestRunner = Runner<CheckJob>;
/** Runs a whole program on many inputs. */
export type ProgramRunner = Runner<StdioJob>;
/** Runs commands over a copy of a project. */
export type CommandRunner = Runner<CommandJob>;
/** Runs an executable that it was told of. */
export type ExecutableRunner = Runner<ExecutableJob>;

/** An isolation layer that is there; to be disposed of. */
export interface Isolated extends AsyncDisposable {
  readonly info: SandboxInfo;
  /** Jobs that may run at once. */
  readonly concurrency: number;
}

/** Where candidates run. */
export type Sandbox = Isolated & TestRunner & ProgramRunner & ExecutableRunner;
