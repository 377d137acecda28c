/** A repair of a checked file: the agent works on one function after another, each for the tests that lead to it. */
import type { Attempt, ChatModel, FunctionText } from "../core/index.ts";
import type { Aim, Stand } from "./aims.ts";
import type { FixCheck } from "./check.ts";
import { Clock, type Share } from "./clock.ts";
import { type Fix, type FixParts, fixFunction } from "./fix_function.ts";
import { written } from "./source_text.ts";

/** How a repair is looked for. */
export interface FixSettings extends Pick<FixParts, "iters" | "strategy" | "repairTemperature" | "seed" | "allowed"> {
  /** Without seconds: a share of those that a function gets. */
  readonly search: { readonly budget: number; readonly seconds?: number | undefined };
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
  /** Nothing fails any more. */
  readonly passes: boolean;
  /** The time was up. */
  readonly late: boolean;
}

/** Whoever looks on. */
export interface FixWatch {
  started(target: FunctionText): void;
  /** No repair was found. */
  failed(end: FunctionEnd): void;
}

/** Works until nothing fails, nothing is left to aim at, or the time is up. */
export async function runFix(
  check: FixCheck,
  model: ChatModel,
  settings: FixSettings,
  watch: FixWatch,
): Promise<FixEnd> {
  const clock = new Clock(settings.seconds, settings.signal);
  const functions: FunctionEnd[] = [];
  const given = new Set<string>();
  let { stand } = check;
  const left = (): Aim[] => stand.aims.filter((it) => !given.has(pathOf(it)));
  for (let [aim] = left(); aim !== undefined && !clock.isOver(); [aim] = left()) {
    const ends = await fixAim({ check, stand, model, settings, watch, clock }, aim, left().length);
    functions.push(...ends);
    const text = ends.at(-1)?.text;
    if (text === undefined) given.add(pathOf(aim));
    else stand = await check.advance(text, settings.signal);
  }
  const after = stand === check.stand ? undefined : written(check.source, stand.text);
  return { functions, after, failing: stand.failing, passes: stand.passes, late: clock.isOver() && !stand.passes };
}

function pathOf({ targets }: Aim): string {
  return targets[0]?.path ?? "";
}

interface Work {
  readonly check: FixCheck;
  readonly stand: Stand;
  readonly model: ChatModel;
  readonly settings: FixSettings;
  readonly watch: FixWatch;
  readonly clock: Clock;
}

/**
 * Works on an aim's functions until one is repaired.
 *
 * @param aims among which the time that is left is shared
 */
async function fixAim(work: Work, { targets, told, check }: Aim, aims: number): Promise<FunctionEnd[]> {
  const ends: FunctionEnd[] = [];
  for (const [at, target] of targets.entries()) {
    work.watch.started(target);
    const share = work.clock.share(aims * (targets.length - at));
    const end = await fixTarget(work, target, { told, check }, share);
    ends.push(end);
    if (end.text !== undefined || work.clock.isOver()) break;
    work.watch.failed(end);
  }
  return ends;
}

/** Of the time for one function, where a model is asked as well. */
const SEARCH_SHARE = 1 / 3;

async function fixTarget(
  work: Work,
  target: FunctionText,
  aim: Pick<Aim, "told" | "check">,
  share: Share,
): Promise<FunctionEnd> {
  const { check, stand, model, settings } = work;
  const { search, seconds: _, ...chosen } = settings;
  const isAlone = model.proposals?.turn === "alone";
  const seconds = Math.min(search.seconds ?? Number.POSITIVE_INFINITY, share.seconds * (isAlone ? 1 : SEARCH_SHARE));
  const fixing = fixFunction(stand.text, target, {
    ...chosen,
    ...{ model, search: { ...search, seconds }, language: check.language, signal: share.signal },
    ...{ check: aim.check, tryOut: check.tryOut, concurrency: check.concurrency },
    told: lastLines(aim.told, check.language.fix.telling),
  });
  const { source, attempts, search: trace } = await unlessOver(fixing, share, settings.signal);
  const last = attempts.at(-1);
  const by = last?.edit === undefined ? model.name : `search (in the function, ${last.edit})`;
  const asked = attempts.filter((it) => it.edit === undefined).length;
  return { target, text: source, by, tried: asked + (trace?.attempts ?? 0), last };
}

/** Ctrl-C ends all of it; the end of the time only what was not finished. */
async function unlessOver(fixing: Promise<Fix>, share: Share, stop: AbortSignal): Promise<Fix> {
  try {
    return await fixing;
  } catch (error) {
    if (stop.aborted || !share.signal.aborted) throw error;
    return { source: undefined, attempts: [], search: undefined };
  }
}

/** What a model is told of the failure: the last lines that name it. */
function lastLines(text: string, telling: RegExp): string {
  const lines = text.split("\n").filter((line) => telling.test(line));
  return lines.slice(-8).join("\n");
}
