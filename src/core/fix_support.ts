/** The seam to what repairs files of a project: all that `fix` asks of a language, beside what the agent asks. */
import type { CommandExecution, CommandJob, CommandRunner, Limits } from "./execution.ts";
import type { Failure } from "./failure.ts";
import type { Verdict } from "./verdict.ts";

/** A function of a file, as a task's parts. */
export interface FunctionText {
  readonly name: string;
  /** With the classes and functions around it, between dots: "Stack.push". */
  readonly path: string;
  /** What it is beside others of its path: a property's part, or a signature alone; empty where it is the function. */
  readonly role: "" | "getter" | "setter" | "deleter" | "overload";
  /** First and last line, from 1. */
  readonly lines: readonly [number, number];
  /** Without its own indentation, up to the end of the line that the body begins behind. */
  readonly header: string;
  /** As it stands in the body, with its line end; empty where there is none. */
  readonly docstring: string;
  /** The rest of the body, indented by four. */
  readonly body: string;
  /** Where the body stands in the file, and how its lines are indented there. */
  readonly at: { readonly from: number; readonly to: number; readonly indent: string; readonly ownLine: boolean };
}

/** What a piece of a program calls and names; strings and comments do not count. */
export interface Mentions {
  /** Functions, classes and methods that are called. */
  readonly called: ReadonlySet<string>;
  /** All names and attributes. */
  readonly named: ReadonlySet<string>;
}

/** Tests without a framework, for the tamper-resistant judge. A module is a file's name without its ending. */
export interface PlainTests {
  /** Why the judge cannot run them; undefined: it can. */
  unfit(tests: string, module: string): string | undefined;
  /** The tests as the judge takes them. */
  prepared(tests: string, module: string): string;
  /** Names that the tests import from the module. */
  imported(tests: string, module: string): string[];
  /** What a file imports, as definitions for tests that use it as well. */
  importsOf(source: string): string;
  /**
   * One function that calls the others by their names, and tests that reach the others through it alone: what the judge
   * asks the candidate for, where it asks for one function.
   */
  throughOne(names: readonly string[]): OneFunction;
}

export interface OneFunction {
  readonly name: string;
  /** Its definition; stands behind the candidate's own code. */
  readonly code: string;
  /** Stand before the tests. */
  readonly tests: string;
}

/** The files of a project that its tests may see, relative to the root, with slashes. */
export interface ProjectView {
  readonly root: string;
  readonly files: readonly string[];
  read(file: string): string;
}

export type Outcome = "passed" | "failed" | "skipped";

/** How one run of a test command ended. */
export interface CommandRun {
  readonly execution: CommandExecution;
  /** By test id; undefined where the command tells of no single tests, or ended before it could say. */
  readonly outcomes: ReadonlyMap<string, Outcome> | undefined;
  /** What is told of a test that failed, by its id; empty where the command tells of no single tests. */
  readonly told: ReadonlyMap<string, string>;
  /** Frames are those of the file under repair. */
  readonly failure: Failure | undefined;
  /** What the failure is called, where neither a limit nor the exit code says otherwise. */
  readonly verdict: Verdict;
}

/** A test command, ready to be started behind the isolation layer. */
export interface TestCommand {
  readonly job: Required<Pick<CommandJob, "argv" | "reads" | "env" | "collect">>;
  /** What says that all is well. */
  readonly by: string;
  /** @param file the one under repair, relative to the project; empty where it is not known yet */
  read(execution: CommandExecution, file: string): CommandRun;
  /** @throws UserError where the first run shows that no test was started */
  assertRan(execution: CommandExecution): void;
}

/** Where a command is to run. */
export interface CommandPlace {
  /** The project's. */
  readonly root: string;
  /** The interpreter that its user named. */
  readonly interpreter: string | undefined;
  /** Nothing of a project is started anywhere else. */
  readonly sandbox: CommandRunner;
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

/** The commands that run a project's tests, and what they print. */
export interface ProjectTests {
  /** A command as its users write it, for hints. */
  readonly example: string;
  /** @throws UserError where what the command needs is not there, or must not be shown to it */
  command(argv: readonly string[], place: CommandPlace): Promise<TestCommand>;
  /**
   * The command that runs what failed last.
   * @throws UserError where nothing is remembered
   */
  lastFailed(project: Omit<ProjectView, "files">): string[];
  /**
   * The file to be repaired, where nobody named it.
   * @throws UserError where the run leads to none
   */
  failingFile(run: CommandRun, project: ProjectView, argv: readonly string[]): string;
  /** Lines of the project's files in what a run printed. */
  places(output: string, project: ProjectView): { readonly file: string; readonly line: number }[];
}

export interface FixSupport {
  /** How its files' names end: ".toy". */
  readonly ending: string;
  /** What begins a comment of one line. */
  readonly comment: string;
  /** Lines of what a run printed that name its failure, for the model. */
  readonly telling: RegExp;

  /** All functions of a file, outer before inner. */
  functionsOf(source: string): FunctionText[];
  /** The file with another body in one of its functions; what the bodies have in common stays as it is. */
  withBody(source: string, target: FunctionText, body: string): string;
  /**
   * The body of a function in an answer, without its docstring; undefined where it is not defined there.
   * @param header tells functions of one name apart
   */
  bodyIn(code: string, name: string, header: string): string | undefined;
  /** What a new body must not bring in, and the old one has not: ways to the tests, the interpreter, the machine. */
  broughtIn(before: string, after: string, allowed: readonly string[], source: string): string[];
  mentionsIn(code: string): Mentions;
  /** The statement that a line belongs to, and the function around it (the whole text where there is none). */
  around(code: string, line: number): { readonly statement: string; readonly inside: string };

  readonly plain: PlainTests;
  readonly tests: ProjectTests;
}
