/** A command of the project's own: it runs over a copy of the project, behind the isolation layer. */
import { existsSync, realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { findEnvironment } from "../languages/python/fix/environment.ts";
import { functionsOf } from "../languages/python/fix/functions.ts";
import { isPytest, judgeRun, reporting, runTests, type TestRun, words } from "../languages/python/fix/pytest_run.ts";
import { UserError } from "../lib/errors.ts";
import { clearTargets, type FixCheck, type FixWishes } from "./check.ts";
import { commandSandbox } from "./command_sandbox.ts";
import { evidenceIn, failingFile, lastFailed } from "./failing_tests.ts";
import { type Project, projectFiles } from "./project.ts";
import { readSource, written } from "./source_text.ts";

/** @throws UserError where the command does not run, or what it prints does not lead to a function */
export async function openCommand(wishes: FixWishes, project: Project, signal: AbortSignal): Promise<FixCheck> {
  const argv = wishes.last ? lastFailed(project.root) : words(wishes.command ?? "");
  const concurrency = availableParallelism();
  const sandbox = commandSandbox(project, concurrency);
  if (sandbox === undefined)
    throw new UserError("--command needs bubblewrap, which is not installed", { hint: "apt-get install bubblewrap" });
  const { limits } = wishes;
  const environment = await findEnvironment({ root: project.root, asked: wishes.python, sandbox, limits, signal });
  const files = await projectFiles(project, sandbox, signal);
  const given = Object.fromEntries(wishes.env.map((name) => [name, process.env[name] ?? ""]));
  const path = [join(environment.python, ".."), "/usr/local/bin", "/usr/bin", "/bin"].join(":");
  const job = {
    ...{ argv: withPython(reporting(argv), environment.python), project: project.root, files },
    ...{ reads: environment.reads, env: { ...given, PATH: path, PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" } },
  };
  const run = (file: string, text: string, inner?: AbortSignal) =>
    runTests({ sandbox, limits, job, file }, text, inner);
  const named = wishes.file === undefined ? undefined : relative(project.root, realPath(wishes.file));
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
  const targets = fails ? await clearTargets(wishes, functions, evidenceIn(first, around, file)) : [];
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
