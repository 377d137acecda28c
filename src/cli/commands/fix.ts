/** `fix`: repairs a failing function in a user's own project. Parse → open the parts → run → print. */
import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { FIX_REPAIR } from "../../agent/strategies/index.ts";
import type { Attempt, ChatModel } from "../../core/index.ts";
import { applyRepair } from "../../fix/apply.ts";
import type { FixCheck, FixWishes } from "../../fix/check.ts";
import { Clock } from "../../fix/clock.ts";
import { openCommand } from "../../fix/command_check.ts";
import { fixLanguageOf } from "../../fix/language.ts";
import { openFixModel } from "../../fix/open_model.ts";
import { openPlain } from "../../fix/plain_check.ts";
import { openProject, type Project } from "../../fix/project.ts";
import { type FixEnd, type FixWatch, runFix } from "../../fix/run_fix.ts";
import { labelOf } from "../../fix/targets.ts";
import { begun, UserError, usageError } from "../../lib/errors.ts";
import { leadsInto } from "../../lib/on_path.ts";
import { PROGRAM } from "../../lib/paths.ts";
import { printJson, printText, say } from "../../lib/terminal.ts";
import { downloadedModel } from "../../models/hub/downloaded.ts";
import { type ModelSpec, parseModel } from "../../models/index.ts";
import { paintedPatchLine, patchText } from "../../report/patch_text.ts";
import { limitsFromFlags } from "../../sandbox/limits.ts";
import { choice } from "../choice.ts";
import { chosen } from "../flags/settings.ts";
import type { FlagsOf } from "../flags/table.ts";
import { listenForInterrupt, unlessDropped } from "../interrupt.ts";
import { localOptions } from "../model_parts.ts";

type Flags = FlagsOf<"fix">;

/**
 * @returns 0 where a repair was found (or nothing fails), 1 where none was, 130 where it was interrupted
 * @throws UserError for everything that the user can mend
 */
export async function run(flags: Flags): Promise<number> {
  if (!flags["allow-remote"]) switchTracingOff();
  const wishes = wishesOf(flags);
  const spec = specOf(flags);
  using interrupt = listenForInterrupt(() => {});
  const project = openProject(wishes.file === undefined ? process.cwd() : dirname(resolve(wishes.file)));
  const work = () => fix(flags, { wishes, spec, project, signal: interrupt.stop });
  const code = await unlessDropped({ ...interrupt, abort: interrupt.stop }, work);
  if (code === undefined) say("stopped; nothing was changed");
  return code ?? 130;
}

/** Traces hold the code: LangSmith's own switches, which may be set for other work, are not meant for somebody's project. */
function switchTracingOff(): void {
  for (const name of Object.keys(process.env)) if (/^LANG(SMITH|CHAIN)_TRACING/.test(name)) delete process.env[name];
}

/** @throws UserError (exit code 2) where it is not clear what fails */
function wishesOf({ words, ...flags }: Flags): FixWishes {
  const [file] = words;
  const ways = [flags.tests, flags.command, flags.last || undefined].filter((it) => it !== undefined).length;
  if (ways !== 1) throw usageError("say what fails with one of --tests, --command and --last");
  if (file === undefined && !flags.last) throw usageError(`say which file to repair: ${PROGRAM} fix FILE …`);
  const limits = limitsFromFlags({ ...chosen(flags, "limits"), openFiles: 256, disk: 512 });
  const language = fixLanguageOf(file);
  return { ...flags, file, language, limits, ask: flags.json ? async () => undefined : choice };
}

/** The model that was named, or else the search, and a local model where one is on disk. */
function specOf({ model }: Flags): ModelSpec {
  const local = model === undefined ? downloadedModel() : undefined;
  return parseModel(model ?? (local === undefined ? "search" : `search,${local}`));
}

interface Parts {
  readonly wishes: FixWishes;
  readonly spec: ModelSpec;
  readonly project: Project;
  readonly signal: AbortSignal;
}

async function fix(flags: Flags, { wishes, spec, project, signal }: Parts): Promise<number> {
  say(flags.tests === undefined ? "running the tests as they are, twice" : "judging the file as it is, twice");
  const open = flags.tests === undefined ? openCommand : openPlain;
  await using check = await open(wishes, project, signal);
  if (!isWorthRepairing(check)) return check.flaky.length > 0 ? 1 : 0;
  const clock = new Clock(flags.seconds, signal);
  await using model = await openAllowed(spec, flags, project.root, clock);
  const settings = {
    ...{ seed: flags.seed, clock, allowed: flags["allow-import"], signal },
    iters: flags.iters ?? ownIters(model),
    strategy: flags.strategy ?? FIX_REPAIR.strategy,
    repairTemperature: flags["repair-temperature"] ?? FIX_REPAIR.temperature,
    search: { budget: flags["search-budget"], seconds: flags["search-seconds"] },
  };
  const watch = watchOf(check, model);
  const started = performance.now();
  return await begun(async () => {
    const end = await runFix(check, model, settings, watch);
    return show(flags, project, check, end, (performance.now() - started) / 1000);
  });
}

/** Answers of a model that computes here cost nothing but time. */
function ownIters({ remote, answers, standIn }: ChatModel): number {
  return remote || answers !== undefined || standIn !== undefined ? FEW_ITERS : MANY_ITERS;
}

const FEW_ITERS = 2;
/** More than the time will ever allow. */
const MANY_ITERS = 1_000_000;

/** Says what fails, or why there is nothing to repair. */
function isWorthRepairing({ flaky, before }: FixCheck): boolean {
  const { stdout, stderr } = before.execution;
  if (flaky.length > 0) say(`flaky: the outcome changes without a change of the code: ${flaky.join(", ")}`);
  else if (before.verdict === "passed") say("nothing fails");
  else say(`${stdout}\n${stderr}`.trim().split("\n").slice(-30).join("\n"));
  return flaky.length === 0 && before.verdict !== "passed";
}

function watchOf(check: FixCheck, model: ChatModel): FixWatch {
  const file = relative(process.cwd(), check.file);
  return {
    started: (target) => say(`repairing ${labelOf(target)} in ${file} with ${model.name}`),
    failed: ({ target, last }) => {
      say(`no repair found for ${target.path}; the last attempt ended with ${last?.verdict ?? "nothing"}`);
      if (last?.stderr.startsWith("Refused")) say(last.stderr);
    },
  };
}

async function show(flags: Flags, project: Project, check: FixCheck, end: FixEnd, seconds: number): Promise<number> {
  const { after, functions, failing, passes, late } = end;
  if (late) say(`stopped after ${flags.seconds} s; --seconds gives it more`);
  const repaired = functions.filter(({ text }) => text !== undefined);
  const found = {
    fixed: after !== undefined && passes,
    function: (repaired.length > 0 ? repaired : functions.slice(-1)).map(({ target }) => target.path).join(", "),
    ...(failing !== undefined && { failing: { before: check.stand.failing ?? 0, now: failing } }),
    attempts: functions.reduce((sum, it) => sum + it.tried, 0),
    answers: functions.flatMap(({ answers }) => answers.map(answerLine)),
    seconds: inMilliseconds(seconds),
  };
  if (after === undefined) {
    if (flags.json) printJson(found);
    return 1;
  }
  const patch = { path: relative(project.root, check.file), before: check.source.whole, after };
  // The diff is shown even where it may not be written: it took a while to find.
  const writing = flags.apply ? applyRepair(check, after, project, flags.force) : Promise.resolve();
  const refused = await writing.then(() => undefined, userError);
  const applied = flags.apply && refused === undefined;
  const by = [...new Set(repaired.map((it) => it.by))].join("; ");
  const whole = {
    ...found,
    file: patch.path,
    by,
    verified: check.verified,
    applied,
    patch: patchText(patch),
  };
  if (flags.json) printJson(whole);
  else printText(`${whole.patch}\n${passing(check, end)}${check.verified}; by ${by}\n`, painter());
  if (refused !== undefined) throw refused;
  if (!flags.json) say(applied ? `written: ${patch.path}` : "not written; --apply writes it");
  if (end.trouble !== undefined) throw end.trouble;
  return found.fixed ? 0 : 1;
}

/** An answer of the model, for whoever counts: how it was asked for, how it ended, what it took. */
function answerLine({ strategy, verdict, repeats, timings_sec: took }: Attempt) {
  return {
    ...{ strategy: strategy ?? "first", verdict, repeats: repeats !== undefined },
    seconds: inMilliseconds(took.model + took.execute),
  };
}

function inMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function painter() {
  return process.stdout.isTTY ? paintedPatchLine : undefined;
}

/** How many of the failing tests pass now, where somebody tells of single tests. */
function passing({ stand }: FixCheck, { failing, passes }: FixEnd): string {
  const before = stand.failing;
  if (before === undefined || failing === undefined) return passes ? "" : "other assertions still fail; ";
  return `${before - failing} of ${before} failing ${before === 1 ? "test passes" : "tests pass"} now; `;
}

function userError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

/** A project's folder may have a well-known model's name: it is meant where it is written as a path. */
function assertNotTheProjects(name: string, root: string): void {
  const isTheirs = (part: string) =>
    !/^[./~]/.test(part) && existsSync(resolve(part)) && leadsInto(resolve(part), root);
  const own = name.split(",").find(isTheirs);
  if (own === undefined) return;
  throw usageError(`${own} is in the project, too`, `write ./${own} if that is meant, or start elsewhere`);
}

/** @throws UserError where the model runs elsewhere and may not see the code */
async function openAllowed(spec: ModelSpec, flags: Flags, root: string, clock: Clock): Promise<ChatModel> {
  assertNotTheProjects(spec.text, root);
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 1024, stop: [], stopAtCode: true } as const;
  const model = await openFixModel(spec, { ...localOptions(flags), sampling, report: say }, clock);
  if (!model.remote || flags["allow-remote"]) return model;
  await model[Symbol.asyncDispose]();
  throw new UserError(`${spec.text} runs on another machine, which would see your code and what the tests print`, {
    hint: "say --allow-remote if it may",
  });
}
