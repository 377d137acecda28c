/** `fix`: repairs a failing function in a user's own project. */
import { lstatSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

import type { Attempt, ChatModel } from "../../core/index.ts";
import { type Fix, fixFunction } from "../../fix/fix_function.ts";
import { isCommitted } from "../../fix/git.ts";
import { openProject, type Project } from "../../fix/project.ts";
import { readSource, written } from "../../fix/source_text.ts";
import { labelOf } from "../../fix/targets.ts";
import type { FunctionText } from "../../languages/python/fix/functions.ts";
import { begun, UserError, usageError } from "../../lib/errors.ts";
import { writeAtomically } from "../../lib/files.ts";
import { PROGRAM } from "../../lib/paths.ts";
import { printJson, printText, say } from "../../lib/terminal.ts";
import { downloadedModel } from "../../models/hub/downloaded.ts";
import { parseModel } from "../../models/index.ts";
import { paintedPatchLine, patchText } from "../../report/patch_text.ts";
import { openModel } from "../../search/model.ts";
import { commandSandbox, type FixCheck, type FixFlags, openCommand, openPlain } from "../fix_checks.ts";
import type { FlagsOf } from "../flags/table.ts";
import { listenForInterrupt, unlessDropped } from "../interrupt.ts";

/**
 * @returns 0 where a repair was found (or nothing fails), 1 where none was, 130 where it was interrupted
 * @throws UserError for everything that the user can mend
 */
export async function run(given: FlagsOf<"fix">): Promise<number> {
  const flags: FixFlags = { ...given, file: given.words[0] };
  assertTogether(flags);
  using interrupt = listenForInterrupt(() => {});
  const project = openProject(flags.file === undefined ? process.cwd() : dirname(resolve(flags.file)));
  const code = await unlessDropped({ ...interrupt, abort: interrupt.stop }, () => fix(flags, project, interrupt.stop));
  if (code === undefined) say("stopped; nothing was changed");
  return code ?? 130;
}

/** @throws UserError (exit code 2) where it is not clear what fails */
function assertTogether(flags: FixFlags): void {
  const ways = [flags.tests, flags.command, flags.last || undefined].filter((it) => it !== undefined).length;
  if (ways !== 1) throw usageError("say what fails with one of --tests, --command and --last");
  if (flags.file === undefined && !flags.last) throw usageError(`say which file to repair: ${PROGRAM} fix FILE.py …`);
}

async function fix(flags: FixFlags, project: Project, signal: AbortSignal): Promise<number> {
  say(flags.tests === undefined ? "running the tests as they are, twice" : "judging the file as it is, twice");
  await using check = await (flags.tests === undefined
    ? openCommand(flags, project, signal)
    : openPlain(flags, project, signal));
  if (check.flaky.length > 0) {
    say(`flaky: the outcome changes without a change of the code: ${check.flaky.join(", ")}`);
    return 1;
  }
  if (check.before.verdict === "passed") {
    say("nothing fails");
    return 0;
  }
  const said = check.before.execution;
  say(`${said.stdout}\n${said.stderr}`.trim().split("\n").slice(-30).join("\n"));
  await using model = await modelOf(flags);
  return await begun(() => repair(flags, project, check, model, signal));
}

async function repair(flags: FixFlags, project: Project, check: FixCheck, model: ChatModel, signal: AbortSignal) {
  const said = check.before.execution;
  const told = lastLines(said.stdout, said.stderr);
  let [target, fixed]: [FunctionText | undefined, Fix | undefined] = [undefined, undefined];
  for (target of check.targets) {
    say(`repairing ${labelOf(target)} in ${relative(process.cwd(), check.file)} with ${model.name}`);
    fixed = await fixFunction(check.source.text, target, {
      ...{ model, check: check.check, iters: flags.iters, seed: flags.seed, concurrency: check.concurrency, signal },
      search: { budget: flags["search-budget"], seconds: flags["search-seconds"] },
      ...{ allowed: flags["allow-import"], told },
    });
    if (fixed.source !== undefined) break;
    explainFailure(target, fixed.attempts);
  }
  const last = fixed?.attempts.at(-1);
  if (target === undefined || fixed?.source === undefined || last === undefined) {
    if (flags.json) printJson({ fixed: false, function: target?.path ?? "" });
    return 1;
  }
  const after = written(check.source, fixed.source);
  const patch = { path: relative(project.root, check.file), before: check.source.whole, after };
  const by = last.edit === undefined ? model.name : `search (in the function, ${last.edit})`;
  const whole = { fixed: true, file: patch.path, function: target.path, by, verified: check.verified };
  const words = `${patchText(patch)}\n${check.verified}; by ${by}\n`;
  // The diff is shown even where it may not be written: it took a while to find.
  const refused = flags.apply ? await apply(check, after, project, flags.force).catch(userError) : undefined;
  const result = {
    ...whole,
    applied: flags.apply && refused === undefined,
    patch: patchText(patch),
    attempts: tried(fixed.attempts, fixed.search),
  };
  if (flags.json) printJson(result);
  else printText(words, process.stdout.isTTY ? paintedPatchLine : undefined);
  if (refused !== undefined) throw refused;
  if (!flags.json) say(flags.apply ? `written: ${patch.path}` : "not written; --apply writes it");
  return 0;
}

function userError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

function tried(attempts: readonly Attempt[], search: { readonly attempts: number } | undefined): number {
  return attempts.filter((it) => it.edit === undefined).length + (search?.attempts ?? 0);
}

function explainFailure(target: FunctionText, attempts: readonly Attempt[]): void {
  const last = attempts.at(-1);
  say(`no repair found for ${target.path}; the last attempt ended with ${last?.verdict ?? "nothing"}`);
  if (last?.stderr.startsWith("Refused")) say(last.stderr);
}

async function modelOf(flags: FixFlags): Promise<ChatModel> {
  const local = flags.model === undefined ? downloadedModel() : undefined;
  const name = flags.model ?? (local === undefined ? "search" : `search,${local}`);
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 1024, stop: [] };
  const model = await openModel(parseModel(name), { sampling, report: say });
  if (!model.remote || flags["allow-remote"]) return model;
  await model[Symbol.asyncDispose]();
  throw new UserError(`${name} runs on another machine, which would see your code and what the tests print`, {
    hint: "say --allow-remote if it may",
    exitCode: 2,
  });
}

/** Whole or not at all, with the file's own mode; refused where it is no longer what was repaired. */
async function apply(check: FixCheck, text: string, project: Project, force: boolean): Promise<void> {
  const path = relative(project.root, check.file);
  if (lstatSync(check.file).isSymbolicLink())
    throw new UserError(`${path} is a link; nothing was written`, { hint: "name the file that it points to" });
  if (readSource(check.file, project.root).whole !== check.source.whole)
    throw new UserError(`${path} has changed meanwhile; nothing was written`, { hint: "run fix again" });
  if (!force) await assertCommitted(project, path);
  await writeAtomically(check.file, text, statSync(check.file).mode);
}

/** Only what git can take back is written over. */
async function assertCommitted(project: Project, path: string): Promise<void> {
  await using sandbox = commandSandbox(project, 1);
  if (project.tree !== undefined && sandbox !== undefined && (await isCommitted(project.tree, path, sandbox))) return;
  const why = sandbox === undefined ? "cannot be asked of git without bubblewrap" : "is not the committed one";
  throw new UserError(`${path} ${why}; nothing was written`, { hint: "commit it first, or say --force" });
}

function lastLines(...texts: readonly string[]): string {
  const lines = texts.join("\n").split("\n");
  return lines
    .filter((line) => /^(E |>|[\w.]*(Error|Exception))/.test(line))
    .slice(-8)
    .join("\n");
}
