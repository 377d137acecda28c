/** The two ways of `fix` to judge a file: plain asserts behind the tamper-resistant judge, or a command of the project's own. */
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { z } from "zod";
import type { CommandRunner, Isolated, Judgement, Limits } from "../core/index.ts";
import { judgeFile } from "../fix/judge_file.ts";
import { type Project, projectFiles } from "../fix/project.ts";
import { findEnvironment } from "../languages/python/fix/environment.ts";
import { type FunctionText, functionAt, functionsOf } from "../languages/python/fix/functions.ts";
import { plainTests, unfitForJudge } from "../languages/python/fix/plain_tests.ts";
import { isPytest, judgeRun, reporting, runTests, type TestRun, words } from "../languages/python/fix/pytest_run.ts";
import { UserError, usageError } from "../lib/errors.ts";
import { openCommandSandbox } from "../sandbox/command.ts";
import { openSandbox } from "../sandbox/index.ts";
import { limitsFromFlags } from "../sandbox/limits.ts";
import { thisMachine } from "../sandbox/process.ts";
import { chosen as settings } from "./flags/settings.ts";
import type { FlagsOf } from "./flags/table.ts";

/** The flags of `fix`, and the file that it names. */
export type FixFlags = FlagsOf<"fix"> & { readonly file?: string | undefined };

/** A file under repair, and how it is judged. */
export interface FixCheck extends AsyncDisposable {
  readonly file: string;
  readonly source: string;
  readonly target: FunctionText;
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

/** Plain asserts. */
export async function openPlain(flags: FixFlags, { root }: Project, signal: AbortSignal): Promise<FixCheck> {
  const file = resolve(flags.file ?? "");
  const source = readText(file);
  const text = readText(resolve(flags.tests ?? ""));
  const module = basename(file, ".py");
  const functions = functionsOf(source).filter((it) => !it.path.includes("."));
  const used = functions.filter(({ name }) => new RegExp(`\\b${name}\\(`).test(text));
  const target = chosen(functions, flags.function) ?? (used.length === 1 ? used[0] : undefined);
  if (target === undefined)
    throw usageError(`${flags.tests} calls ${used.length} functions of ${flags.file}`, "name one with --function");
  const unfit = unfitForJudge(text, module, target.name);
  if (unfit !== undefined)
    throw new UserError(`${flags.tests} cannot be judged as plain asserts: ${unfit}`, {
      hint: 'run it with --command "pytest …" instead',
    });
  const sandbox = await openSandbox({ kind: "process", avoid: root });
  const parts = { sandbox, limits: limitsOfFix(flags), imports: "none", tests: plainTests(text, module) } as const;
  const check = (it: string, inner?: AbortSignal) => judgeFile({ ...parts, entryPoint: target.name }, it, inner);
  const [before, again] = [await check(source, signal), await check(source, signal)];
  const flaky = before.verdict === again.verdict ? [] : [`${before.verdict}, then ${again.verdict}`];
  return {
    ...{ file, source, target, check, before, flaky, concurrency: sandbox.concurrency },
    verified: `verified by the tamper-resistant judge (${basename(flags.tests ?? "")}; the code cannot forge it)`,
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

/** Where commands of a project run; undefined on a machine that has no such isolation layer. */
export function commandSandbox({ root }: Project, concurrency: number): (Isolated & CommandRunner) | undefined {
  const { bubblewrap } = thisMachine(root);
  return bubblewrap === undefined ? undefined : openCommandSandbox({ bubblewrap, concurrency });
}

/** A command of the project's own. */
export async function openCommand(flags: FixFlags, project: Project, signal: AbortSignal): Promise<FixCheck> {
  const argv = flags.last ? lastFailed(project) : words(flags.command ?? "");
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
  const named = flags.file === undefined ? undefined : relative(project.root, resolve(flags.file));
  const seen = await run(named ?? "", named === undefined ? "" : readText(join(project.root, named)), signal);
  const file = named ?? failingFile(seen, { root: project.root, files }, argv);
  const source = readText(join(project.root, file));
  const first = named === undefined ? await run(file, source, signal) : seen;
  assertRan(first, argv);
  const again = await run(file, source, signal);
  const target = chosen(functionsOf(source), flags.function) ?? inTraceback(source, first);
  if (target === undefined && first.execution.exitCode !== 0)
    throw new UserError(`no function of ${file} is in the stack trace`, { hint: "name one with --function" });
  return {
    ...{ file: join(project.root, file), source, target: target as FunctionText, concurrency },
    check: async (text, inner) => judgeRun(await run(file, text, inner), first),
    before: judgeRun(first, first),
    flaky: changedOutcomes(first, again),
    verified: isPytest(argv) ? "verified by pytest (forgeable)" : "verified by the command's exit code (forgeable)",
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

/** Text with its line ends as `\n`; bytes that are no UTF-8 would be lost when it is written again. */
function readText(path: string): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (cause) {
    const what = existsSync(path) ? "is no UTF-8 text, or cannot be read" : "cannot be read: it is not there";
    throw new UserError(`${path} ${what}`, { cause });
  }
  const lines = text.split("\n").length - 1;
  const returns = text.split("\r\n").length - 1;
  if (returns > 0 && returns < lines) throw new UserError(`${path} has line ends of both kinds; make them one`);
  return text.replaceAll("\r\n", "\n");
}

function chosen(functions: readonly FunctionText[], name: string | undefined): FunctionText | undefined {
  if (name === undefined) return undefined;
  const found = functions.find((it) => it.path === name) ?? functions.find((it) => it.name === name);
  if (found === undefined)
    throw usageError(`there is no function ${name}`, `there are: ${functions.map((it) => it.path).join(", ")}`);
  return found;
}

function inTraceback(source: string, { failure }: TestRun): FunctionText | undefined {
  const functions = functionsOf(source);
  const inside = (failure?.frames ?? []).flatMap(({ line }) => functionAt(functions, line) ?? []);
  // An assertion fails in the test: then it is the file's only function, where there is one.
  return inside.at(-1) ?? (functions.length === 1 ? functions[0] : undefined);
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

/** What pytest keeps: test id → true. */
const lastFailedSchema = z.record(z.string(), z.unknown());

function parseLastFailed(text: string, path: string): z.infer<typeof lastFailedSchema> {
  try {
    return lastFailedSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(`${path} is not pytest's record of what failed`, { hint: "run pytest again", cause });
  }
}

function lastFailed({ root }: Project): string[] {
  const path = join(root, ".pytest_cache/v/cache/lastfailed");
  if (!existsSync(path))
    throw new UserError(`${path} is not there`, { hint: "run pytest first; it remembers what failed" });
  const ids = Object.keys(parseLastFailed(readText(path), path));
  if (ids.length === 0) throw new UserError("pytest's record says that nothing failed last");
  // The whole files: what passed in them must still pass.
  return ["pytest", ...new Set(ids.map((id) => id.split("::")[0] ?? id))];
}

const IS_TEST = /(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/;

/** The innermost file of the stack trace that is no test; else the first that the failing tests import. */
function failingFile(
  { execution }: TestRun,
  { root, files }: { root: string; files: readonly string[] },
  ids: readonly string[],
): string {
  const named = [...execution.stdout.matchAll(/^(\S+\.py):\d+: /gm)].map((match) => match[1] ?? "");
  const known = named.filter((file) => files.includes(file) && !IS_TEST.test(file));
  const tests = ids.map((id) => id.split("::")[0] ?? "").filter((file) => files.includes(file));
  const imports = tests.flatMap((file) => [...readText(join(root, file)).matchAll(/^(?:from|import) ([\w.]+)/gm)]);
  const modules = imports.map(([, module = ""]) => `${module.replaceAll(".", "/")}.py`);
  const file =
    known.at(-1) ?? modules.flatMap((it) => files.find((path) => path === it || path === `src/${it}`) ?? [])[0];
  if (file !== undefined) return file;
  throw new UserError("the stack trace names no file of the project besides the tests", {
    hint: "name it: fix FILE.py …",
  });
}
