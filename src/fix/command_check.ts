/** A command of the project's own: it runs over a copy of the project, behind the isolation layer. */
import { existsSync, realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { CommandExecution, CommandRunner, TestCommand } from "../core/index.ts";
import { UserError, usageError } from "../lib/errors.ts";
import { type FirstLook, type FixCheck, type FixWishes, tryOutLimits } from "./check.ts";
import { changedOutcomes, judgeRun, runTests } from "./command_run.ts";
import { commandSandbox } from "./command_sandbox.ts";
import { firstStand, type Look, nextStand } from "./command_stand.ts";
import { type Project, projectFiles } from "./project.ts";
import { readProjectText, readSource, written } from "./source_text.ts";

/** @throws UserError where the command does not run, or what it prints does not lead to a function */
export async function openCommand(wishes: FixWishes, project: Project, signal: AbortSignal): Promise<FixCheck> {
  const concurrency = availableParallelism();
  const sandbox = commandSandbox(project, concurrency);
  if (sandbox === undefined)
    throw new UserError("--command needs bubblewrap, which is not installed", { hint: "apt-get install bubblewrap" });
  const close = () => sandbox[Symbol.asyncDispose]();
  try {
    const opened = await firstRuns(wishes, project, sandbox, signal);
    return { ...opened, concurrency, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The tests as they are, twice: where they fail, and whether they fail alike. */
async function firstRuns(
  wishes: FixWishes,
  project: Project,
  sandbox: CommandRunner,
  signal: AbortSignal,
): Promise<FirstLook> {
  const { root } = project;
  const { limits, language, interpreter } = wishes;
  const { tests } = language.fix;
  const read = (file: string) => readProjectText(root, file);
  const argv = wishes.last ? tests.lastFailed({ root, read }) : words(wishes.command ?? "");
  const command = await tests.command(argv, { root, interpreter, sandbox, limits, signal });
  const files = await projectFiles(project, sandbox, signal);
  const env = { ...variables(wishes.env), ...command.job.env };
  const reads = [...command.job.reads, ...wishes.read.map(shown)];
  const parts = { sandbox, limits, read: command.read, job: { ...command.job, env, reads, project: root, files } };
  const named = wishes.file === undefined ? undefined : relative(root, realPath(wishes.file));
  const begin = named === undefined ? undefined : readSource(join(root, named), root);
  const seen = await runTests(parts, named ?? "", begin?.whole ?? "", signal);
  const file = named ?? tests.failingFile(seen, { root, files, read }, argv);
  const source = begin ?? readSource(join(root, file), root);
  const first = named === undefined ? await runTests(parts, file, source.whole, signal) : seen;
  assertRan(first.execution, command);
  const again = await runTests(parts, file, source.whole, signal);
  const run: Look["run"] = (text, inner, tighter = limits) =>
    runTests({ ...parts, limits: tighter }, file, written(source, text), inner);
  const before = judgeRun(first, first);
  const look = { wishes, project: { root, files, read }, file, run };
  return {
    ...{ file: join(root, file), source, language },
    stand: await firstStand(look, source.text, first),
    advance: async (text, inner) => nextStand(look, text, await run(text, inner)),
    before,
    tryOut: tryOutLimits(limits, before),
    flaky: changedOutcomes(first, again),
    verified: `verified by ${command.by} (forgeable)`,
  };
}

/** Splits a command line at white space outside quotes; no shell sees it. */
function words(command: string): string[] {
  return [...command.matchAll(/(?:"([^"]*)"|'([^']*)'|([^\s"']+))+/g)].map(([whole]) => whole.replace(/["']/g, ""));
}

function variables(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""]));
}

/** @throws UserError (exit code 2) for a path that is not there */
function shown(path: string): string {
  const place = resolve(path);
  if (existsSync(place)) return place;
  throw usageError(`--read ${path}: there is no such file or folder`);
}

function assertRan(execution: CommandExecution, command: TestCommand): void {
  command.assertRan(execution);
  if (execution.exitCode === 127 || /^bwrap: /m.test(execution.stderr))
    throw new UserError(`the command does not start: ${execution.stderr.trim().split("\n").at(-1) ?? ""}`);
}

/** By its folder's real path, as the project's root is; a link's own name stays. */
function realPath(file: string): string {
  const path = resolve(file);
  return existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : path;
}
