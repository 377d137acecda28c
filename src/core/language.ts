/** The seam to programming languages: all that the program asks of one. A new language is a folder and a line in a table. */
import type {
  CheckExecution,
  CheckJob,
  ExecutableRunner,
  Limits,
  ProgramRunner,
  StdioExecution,
  StdioJob,
  TestRunner,
} from "./execution.ts";
import type { Failure } from "./failure.ts";
import type { FixSupport } from "./fix_support.ts";
import type { Harness } from "./harness.ts";
import type { Integrity } from "./integrity.ts";
import type { Mutations } from "./mutations.ts";
import type { Task } from "./task.ts";

/** Whole lines of a text that stand together, by offsets: code, prose, or neither (code that does not parse). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly kind: "code" | "broken" | "prose";
}

/** What finding the program in an answer asks of a language. */
export interface Syntax {
  /** Labels of its fenced blocks besides `fence`, in lower case: short names, versions, names of files. */
  readonly labels: RegExp;
  /** Tells the code of a text from its prose. Text that is code throughout is one stretch; a part of a function is code. */
  stretches(text: string): Stretch[];
  /** The program that a function's body alone makes under the declaration; undefined where the code is no such body. */
  underDeclaration(code: string, target: Target): string | undefined;
  readsInput(code: string): boolean;
  /** Puts above a program what it uses and does not define: from other pieces of the answer, then from the declaration. */
  complete(code: string, others: readonly string[], target: Target): string;
}

/** What an answer is to hold: a definition of the entry point, or a whole program where there is none. */
export type Target = Pick<Task, "entry_point" | "declaration">;

export type TestRun = Omit<CheckJob, "kind">;
export type ProgramRun = Omit<StdioJob, "kind">;

/** A program of the machine that a language runs, by the name that it has on the PATH. */
export interface Tool {
  readonly name: string;
  /** What to do where it is missing. */
  readonly hint: string;
  /** What it may start besides itself, as a compiler does; missing: nothing, threads apart. */
  readonly starts?: {
    /** Processes and threads of a job together, its own among them; a job's limit counts where it is lower. */
    readonly processes: number;
    /** Programs by the names that they have on the PATH. */
    readonly programs: readonly string[];
    /** Files that the job makes in its work folder. */
    readonly own?: boolean;
  };
  /** Files and folders of the machine that it needs besides libraries: "/usr/include". */
  readonly reads?: readonly string[];
}

/** How a function's text is known without parsing it: in a process that has no more than this. */
export interface TextRules {
  /** Source of a regular expression: a line that begins the definition of a function. */
  readonly definition: string;
  /** The same: comments, and texts that say nothing to the machine. */
  readonly comment: string;
}

/** How a function is gone on with that a model is shown the beginning of, with no chat around it. */
export interface Completion {
  /** What no function of it goes on with: an answer ends before the first. */
  readonly stop: readonly string[];
  /** The rest of the function's body: without the stop texts, and without what follows the function. */
  cut(completion: string): string;
}

export interface Language {
  /** As data sets and records name it. */
  readonly id: string;
  /** As people name it; ids of its tasks begin with it, "Name/3". */
  readonly name: string;
  /** What opens a block of it, behind the backticks. */
  readonly fence: string;
  /** What prompts call the words that say what a function must do: "docstring". */
  readonly specification: string;
  readonly integrity: Integrity;
  /** Who judges its candidates behind the isolation layer, where that is no tool of its own. */
  readonly harness?: Harness;
  /** What it runs besides the harness itself. */
  readonly tools: readonly Tool[];

  readonly syntax: Syntax;
  /** Definitions of a declaration that the entry point, and the tests, may use. */
  helpersOf(declaration: string, entryPoint: string): string;
  /** Whether a text defines a name at its outermost level; to import one is not to define it. */
  defines(code: string, name: string): boolean;
  /** The lines that decide what a program does: no comments, no blank lines, no imports. */
  essentialLines(code: string): string[];
  textRules(entryPoint: string): TextRules;
  /** For those who ask base models as OctoPack does. */
  readonly completion?: Completion;

  /** Judges a candidate by tests; which process holds what is the language's own affair, and says its `integrity`. */
  runTests(
    sandbox: TestRunner & ExecutableRunner,
    run: TestRun,
    limits: Limits,
    signal?: AbortSignal,
  ): Promise<CheckExecution>;
  /**
   * A program that runs a candidate and its tests in one process, as most other harnesses judge, and prints `passed`
   * or `failed`: for comparison alone, since a candidate can forge it.
   */
  readonly oneProcess?: (candidate: string, tests: string) => string;
  /** Tests that a model writes for itself. */
  readonly ownTests?: {
    /** How one is written, for the model: with … where it says more. */
    form(entryPoint: string): string;
    /** Those about the entry point in a text that it wrote, each of them alone as the judge takes it. */
    read(text: string, entryPoint: string): string[];
  };
  /** Runs a whole program on every input. */
  runProgram(
    sandbox: ProgramRunner & ExecutableRunner,
    run: ProgramRun,
    limits: Limits,
    signal?: AbortSignal,
  ): Promise<StdioExecution>;
  /** A failure as the language itself prints one. */
  failureText(failure: Failure): string;

  /** A row of a data set that this language alone has, in HumanEvalPack's terms; undefined for any other. */
  readonly foreignRow?: (row: unknown) => Readonly<Record<string, unknown>> | undefined;
  /** Small edits of its programs, for the search. */
  readonly mutations?: Mutations;
  /** What it takes to repair files of a project. */
  readonly fix?: FixSupport;
}
