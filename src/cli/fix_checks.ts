/** The two ways of `fix` to judge a file: plain asserts behind the tamper-resistant judge, or a command of the project's own. */
import { existsSync, realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { CommandRunner, Isolated, Judgement, Limits } from "../core/index.ts";
import { evidenceIn, failingFile, lastFailed } from "../fix/failing_tests.ts";
import { judgeFile } from "../fix/judge_file.ts";
import { type Project, projectFiles } from "../fix/project.ts";
import { readSource, type SourceText, written } from "../fix/source_text.ts";
import { type Evidence, labelOf, suspectsIn } from "../fix/targets.ts";
import { around, mentionsIn } from "../languages/python/fix/calls.ts";
import { findEnvironment } from "../languages/python/fix/environment.ts";
import { type FunctionText, functionsOf } from "../languages/python/fix/functions.ts";
import { importedFrom, plainTests, unfitForJudge } from "../languages/python/fix/plain_tests.ts";
import { isPytest, judgeRun, reporting, runTests, type TestRun, words } from "../languages/python/fix/pytest_run.ts";
import { UserError, usageError } from "../lib/errors.ts";
import { openCommandSandbox } from "../sandbox/command.ts";
import { openSandbox } from "../sandbox/index.ts";
import { limitsFromFlags } from "../sandbox/limits.ts";
import { thisMachine } from "../sandbox/process.ts";
import { choice } from "./choice.ts";
import { chosen as settings } from "./flags/settings.ts";
import type { FlagsOf } from "./flags/table.ts";

/** The flags of `fix`, and the file that it names. */
export type FixFlags = FlagsOf<"fix"> & { readonly file?: string | undefined };

/** A file under repair, and how it is judged. */
export interface FixCheck extends AsyncDisposable {
  /** Absolute. */
  readonly file: string;
  readonly source: SourceText;
  /** Tried one after another: the parts of one property; empty where nothing fails. */
  readonly targets: readonly FunctionText[];
  readonly check: (source: string, signal?: AbortSignal) => Promise<Judgement>;
  readonly concurrency: number;
  /** How the file fails as it is; `passed` where it does not. */
  readonly before: Judgement;
  /** The same run gave different outcomes. */
  readonly flaky: readonly string[];
  /** What a repair is worth. */
  readonly verified: string;
}

export function limitsOfFix(flags: FixFlags): Limits {
  return limitsFromFlags({ ...settings(flags, "limits"), openFiles: 256, disk: 512 });
}

const RUN_INSTEAD = { hint: 'run it with --command "pytest …" (or another command) instead', exitCode: 2 } as const;

/** Plain asserts. */
export async function openPlain(flags: FixFlags, { root }: Project, signal: AbortSignal): Promise<FixCheck> {
  const [file, tests] = [resolve(flags.file ?? ""), flags.tests ?? ""];
  const source = readSource(file, root);
  const { text } = readSource(resolve(tests), root);
  const module = basename(file, ".py");
  const unfit = unfitForJudge(text, module);
  if (unfit !== undefined) throw new UserError(`${tests} cannot be judged as plain asserts: ${unfit}`, RUN_INSTEAD);
  const functions = functionsOf(source.text).filter((it) => !it.path.includes("."));
  const { named } = mentionsIn(text);
  const used = functions.filter(({ name }) => named.has(name));
  const sandbox = await openSandbox({ kind: "process", avoid: root });
  try {
    const whole = importedFrom(text, module).some((name) => name !== used[0]?.name) || used.length > 1;
    const parts = { sandbox, limits: limitsOfFix(flags), imports: "none", tests: plainTests(text, module) } as const;
    const judgeBy = (entryPoint: string) => (it: string, inner?: AbortSignal) =>
      judgeFile({ ...parts, entryPoint, ...(whole && { original: source.text }) }, it, inner);
    const entry = (functions.find(({ name }) => name === flags.function) ?? used[0])?.name;
    if (entry === undefined && flags.function === undefined)
      throw usageError(`${tests} uses no function of ${flags.file} that can be judged alone`, RUN_INSTEAD.hint);
    const first = entry === undefined ? undefined : await judgeBy(entry)(source.text, signal);
    const evidence = first === undefined ? NO_EVIDENCE : evidenceOf(first, text);
    const fails = first === undefined || first.verdict !== "passed";
    const targets = fails ? await clear(flags, flags.function === undefined ? used : functions, evidence) : [];
    const check = judgeBy(targets[0]?.name ?? entry ?? "");
    const [before, again] = [await check(source.text, signal), await check(source.text, signal)];
    assertJudged(before, tests);
    const flaky = before.verdict === again.verdict ? [] : [`${before.verdict}, then ${again.verdict}`];
    return {
      ...{ file, source, targets, check, before, flaky, concurrency: sandbox.concurrency },
      verified: `verified by the tamper-resistant judge (${basename(tests)}; the code cannot forge it)`,
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  } catch (error) {
    await sandbox[Symbol.asyncDispose]();
    throw error;
  }
}

const NO_EVIDENCE: Evidence = { lines: [], failing: [] };

/** What the judge says of a failure: lines of the file, or the assertion, which is looked up in the tests. */
function evidenceOf({ failure }: Judgement, tests: string): Evidence {
  const lines = (failure?.frames ?? []).map(({ line }) => line);
  const assertion = failure?.assertion?.split("\n")[0]?.trim() ?? "";
  const at = assertion === "" ? -1 : tests.split("\n").findIndex((line) => line.trim().startsWith(assertion));
  if (at >= 0) return { lines, failing: [around(tests, at + 1)] };
  return { lines, failing: assertion === "" ? [] : [{ statement: failure?.assertion ?? "", inside: tests }] };
}

/** Where the judge cannot say whether code is right, nothing is to be repaired. */
function assertJudged({ verdict, failure, execution }: Judgement, tests: string): void {
  if (verdict === "unsupported_type" || verdict === "sandbox_error")
    throw new UserError(
      `${tests} cannot be judged as plain asserts: ${failure?.message ?? execution.stderr}`,
      RUN_INSTEAD,
    );
  if (failure?.message === "the tests executed no assertion")
    throw new UserError(`${tests} executes no assertion`, RUN_INSTEAD);
}

/** The functions to be repaired; asks at a terminal where they are not clear. */
async function clear(flags: FixFlags, functions: readonly FunctionText[], evidence: Evidence) {
  const { targets, candidates } = suspectsIn(functions, flags.function, evidence);
  if (targets.length > 0) return targets;
  if (candidates.length === 0) throw usageError("the file has no function that could be repaired");
  const list = candidates.map(({ target, reason }) => `${labelOf(target)}: ${reason}`);
  const chosen = flags.json ? undefined : await choice("Which function is to be repaired?", list);
  if (chosen !== undefined) return candidates.slice(chosen, chosen + 1).map(({ target }) => target);
  const what =
    flags.function === undefined
      ? "it is not clear which function is to be repaired"
      : `there are ${list.length} functions called ${flags.function}`;
  throw usageError(`${what}: ${list.join("; ")}`, "name one with --function");
}

/** Where commands of a project run; undefined on a machine that has no such isolation layer. */
export function commandSandbox({ root }: Project, concurrency: number): (Isolated & CommandRunner) | undefined {
  const { bubblewrap } = thisMachine(root);
  return bubblewrap === undefined ? undefined : openCommandSandbox({ bubblewrap, concurrency });
}

/** A command of the project's own. */
export async function openCommand(flags: FixFlags, project: Project, signal: AbortSignal): Promise<FixCheck> {
  const argv = flags.last ? lastFailed(project.root) : words(flags.command ?? "");
  const concurrency = availableParallelism();
  const sandbox = commandSandbox(project, concurrency);
  if (sandbox === undefined)
    throw new UserError("--command needs bubblewrap, which is not installed", { hint: "apt-get install bubblewrap" });
  const limits = limitsOfFix(flags);
  const environment = await findEnvironment({ root: project.root, asked: flags.python, sandbox, limits, signal });
  const files = await projectFiles(project, sandbox, signal);
  const given = Object.fromEntries(flags.env.map((name) => [name, process.env[name] ?? ""]));
  const path = [join(environment.python, ".."), "/usr/local/bin", "/usr/bin", "/bin"].join(":");
  const job = {
    ...{ argv: withPython(reporting(argv), environment.python), project: project.root, files },
    ...{ reads: environment.reads, env: { ...given, PATH: path, PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" } },
  };
  const run = (file: string, text: string, inner?: AbortSignal) =>
    runTests({ sandbox, limits, job, file }, text, inner);
  const named = flags.file === undefined ? undefined : relative(project.root, realPath(flags.file));
  const begin = named === undefined ? undefined : readSource(join(project.root, named), project.root);
  const seen = await run(named ?? "", begin?.whole ?? "", signal);
  const around = { root: project.root, files };
  const file = named ?? failingFile(seen, around, argv);
  const source = begin ?? readSource(join(project.root, file), project.root);
  const first = named === undefined ? await run(file, source.whole, signal) : seen;
  assertRan(first, argv);
  const again = await run(file, source.whole, signal);
  const fails = first.execution.exitCode !== 0;
  const functions = functionsOf(source.text);
  const targets = fails ? await clear(flags, functions, evidenceIn(first, around, file)) : [];
  return {
    ...{ file: join(project.root, file), source, targets, concurrency },
    check: async (text, inner) => judgeRun(await run(file, written(source, text), inner), first),
    before: judgeRun(first, first),
    flaky: changedOutcomes(first, again),
    verified: isPytest(argv) ? "verified by pytest (forgeable)" : "verified by the command's exit code (forgeable)",
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

/** Tests of the project's own interpreter, whatever name the command calls it by. */
function withPython(argv: readonly string[], python: string): string[] {
  const [program = "", ...rest] = argv;
  if (/^(pytest|py\.test)$/.test(program)) return [python, "-m", "pytest", ...rest];
  return /^python3?$/.test(program) ? [python, ...rest] : [...argv];
}

function assertRan({ execution }: TestRun, argv: readonly string[]): void {
  const said = `${execution.stdout}\n${execution.stderr}`;
  if (/No module named pytest/.test(said))
    throw new UserError("the project's Python has no pytest", { hint: "name another with --python" });
  if (isPytest(argv) && (execution.exitCode === 4 || execution.exitCode === 5))
    throw new UserError(`pytest found nothing to run: ${said.trim().split("\n").at(-1) ?? ""}`);
  if (execution.exitCode === 127 || /^bwrap: /m.test(execution.stderr))
    throw new UserError(`the command does not start: ${execution.stderr.trim().split("\n").at(-1) ?? ""}`);
}

function changedOutcomes(first: TestRun, again: TestRun): string[] {
  if (first.outcomes === undefined || again.outcomes === undefined)
    return first.execution.exitCode === again.execution.exitCode ? [] : ["the command's exit code"];
  return [...first.outcomes].filter(([id, outcome]) => again.outcomes?.get(id) !== outcome).map(([id]) => id);
}

/** By its folder's real path, as the project's root is; a link's own name stays. */
function realPath(file: string): string {
  const path = resolve(file);
  return existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : path;
}
