/** A repair of a checked file: the agent works on one function after another, each for the tests that lead to it. */
import type { Attempt, ChatModel, FunctionText, SearchLimits } from "../core/index.ts";
import type { Aim, Stand } from "./aims.ts";
import type { FixCheck } from "./check.ts";
import { fixFunction } from "./fix_function.ts";
import { written } from "./source_text.ts";

/** How a repair is looked for. */
export interface FixSettings {
  readonly iters: number;
  readonly seed: number;
  readonly search: Omit<SearchLimits, "guide">;
  /** Modules and builtins that the patch may bring in. */
  readonly allowed: readonly string[];
  /** For all functions together; what was found by then counts. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** What became of one function. */
export interface FunctionEnd {
  readonly target: FunctionText;
  /** The file's text with the function repaired; undefined where no repair was found. */
  readonly text: string | undefined;
  /** Who found it. */
  readonly by: string;
  /** Answers and programs that were tried. */
  readonly tried: number;
  readonly last: Attempt | undefined;
}

/** What became of the file. */
export interface FixEnd {
  /** In the order in which they were worked on. */
  readonly functions: readonly FunctionEnd[];
  /** The file as it is to be written; undefined where nothing was repaired. */
  readonly after: string | undefined;
  /** Tests that still fail; undefined where nobody tells of single tests. */
  readonly failing: number | undefined;
  /** The time was up. */
  readonly late: boolean;
}

/** Whoever looks on. */
export interface FixWatch {
  started(target: FunctionText): void;
  /** No repair was found. */
  failed(end: FunctionEnd): void;
}

/** What a timer can count: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** Works until nothing fails, nothing is left to aim at, or the time is up. */
export async function runFix(
  check: FixCheck,
  model: ChatModel,
  settings: FixSettings,
  watch: FixWatch,
): Promise<FixEnd> {
  const late = AbortSignal.timeout(Math.min(Math.ceil(settings.seconds * 1000), LONGEST_MS));
  const signal = AbortSignal.any([settings.signal, late]);
  const functions: FunctionEnd[] = [];
  let { stand } = check;
  try {
    const given = new Set<string>();
    for (let aim = stand.aims[0]; aim !== undefined; aim = stand.aims.find((it) => !given.has(pathOf(it)))) {
      const text = await fixAim(check, stand, aim, model, { ...settings, signal }, { watch, functions });
      if (text === undefined) given.add(pathOf(aim));
      else stand = await check.advance(text, settings.signal);
    }
  } catch (error) {
    // Ctrl-C ends all of it; the end of the time only what was not finished.
    if (settings.signal.aborted || !late.aborted) throw error;
  }
  const after = stand === check.stand ? undefined : written(check.source, stand.text);
  return { functions, after, failing: stand.failing, late: late.aborted };
}

function pathOf({ targets }: Aim): string {
  return targets[0]?.path ?? "";
}

/** @returns the file's text with one of the aim's functions repaired */
async function fixAim(
  check: FixCheck,
  stand: Stand,
  aim: Aim,
  model: ChatModel,
  settings: FixSettings,
  { watch, functions }: { readonly watch: FixWatch; readonly functions: FunctionEnd[] },
): Promise<string | undefined> {
  for (const target of aim.targets) {
    watch.started(target);
    const { iters, seed, allowed, signal, search: bounds } = settings;
    const { source, attempts, search } = await fixFunction(stand.text, target, {
      ...{ iters, seed, allowed, signal, model, search: bounds, language: check.language },
      ...{ check: aim.check, concurrency: check.concurrency },
      told: lastLines(aim.told, check.language.fix.telling),
    });
    const last = attempts.at(-1);
    const by = last?.edit === undefined ? model.name : `search (in the function, ${last.edit})`;
    const asked = attempts.filter((it) => it.edit === undefined).length;
    const end = { target, text: source, by, tried: asked + (search?.attempts ?? 0), last };
    functions.push(end);
    if (source !== undefined) return source;
    watch.failed(end);
  }
  return undefined;
}

/** What a model is told of the failure: the last lines that name it. */
function lastLines(text: string, telling: RegExp): string {
  const lines = text.split("\n").filter((line) => telling.test(line));
  return lines.slice(-8).join("\n");
}
