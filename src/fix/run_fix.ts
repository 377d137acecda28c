/** A repair of a checked file: the agent works on one function after another, each for the tests that lead to it. */
import type { Attempt, ChatModel, FunctionText } from "../core/index.ts";
import { InfraError, UserError } from "../lib/errors.ts";
import type { Aim, Stand } from "./aims.ts";
import type { FixCheck } from "./check.ts";
import type { Clock, Share } from "./clock.ts";
import { type Fix, type FixParts, fixFunction } from "./fix_function.ts";
import { written } from "./source_text.ts";

/** How a repair is looked for. */
export interface FixSettings extends Pick<FixParts, "iters" | "strategy" | "repairTemperature" | "seed" | "allowed"> {
  /** Without seconds: a share of those that a function gets. */
  readonly search: { readonly budget: number; readonly seconds?: number | undefined };
  /** For all functions together; what was found by then counts. */
  readonly clock: Clock;
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
  /** Those of a model, in their order. */
  readonly answers: readonly Attempt[];
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
  /** What ended it, after something had been repaired. */
  readonly trouble?: UserError | InfraError;
}

/** Whoever looks on. */
export interface FixWatch {
  started(target: FunctionText): void;
  /** No repair was found. */
  failed(end: FunctionEnd): void;
}

/**
 * Works until nothing fails, nothing is left to aim at, or the time is up.
 *
 * @throws what the model or the judge throws, where nothing had been repaired by then
 */
export async function runFix(
  check: FixCheck,
  model: ChatModel,
  settings: FixSettings,
  watch: FixWatch,
): Promise<FixEnd> {
  const { clock } = settings;
  const functions: FunctionEnd[] = [];
  const given = new Set<string>();
  let { stand } = check;
  let trouble: UserError | InfraError | undefined;
  const left = (): Aim[] => stand.aims.filter((it) => !given.has(pathOf(it)));
  for (let [aim] = left(); aim !== undefined && !clock.isOver() && !trouble; [aim] = left()) {
    try {
      const ends = await fixAim({ check, stand, model, settings, watch }, aim, left().length);
      functions.push(...ends);
      const text = ends.at(-1)?.text;
      if (text === undefined) given.add(pathOf(aim));
      else stand = await check.advance(text, settings.signal);
    } catch (error) {
      trouble = troubleIn(error, stand !== check.stand);
    }
  }
  const after = stand === check.stand ? undefined : written(check.source, stand.text);
  const late = clock.isOver() && !stand.passes;
  return { functions, after, failing: stand.failing, passes: stand.passes, late, ...(trouble && { trouble }) };
}

/** What was repaired by then took a while to find. */
function troubleIn(error: unknown, found: boolean): UserError | InfraError {
  if (found && (error instanceof UserError || error instanceof InfraError)) return error;
  throw error;
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
}

/**
 * Works on an aim's functions until one is repaired.
 *
 * @param aims among which the time that is left is shared
 */
async function fixAim(work: Work, { targets, told, check }: Aim, aims: number): Promise<FunctionEnd[]> {
  const { clock } = work.settings;
  const ends: FunctionEnd[] = [];
  for (const [at, target] of targets.entries()) {
    work.watch.started(target);
    const share = clock.share(aims * (targets.length - at));
    const end = await fixTarget(work, target, { told, check }, share);
    ends.push(end);
    if (end.text !== undefined || clock.isOver()) break;
    work.watch.failed(end);
  }
  return ends;
}

/**
 * Of the time for one function, where a model is asked as well. By measurement (docs/fix.md): of thirty projects, 60 s
 * each, most are repaired with 15 to 25 s for the search. It was chosen on them.
 */
const SEARCH_SHARE = 1 / 3;

async function fixTarget(
  work: Work,
  target: FunctionText,
  aim: Pick<Aim, "told" | "check">,
  share: Share,
): Promise<FunctionEnd> {
  const { check, stand, model, settings } = work;
  const { search, clock: _, ...chosen } = settings;
  const isAlone = model.proposals?.turn === "alone";
  const seconds = Math.min(search.seconds ?? Number.POSITIVE_INFINITY, share.seconds * (isAlone ? 1 : SEARCH_SHARE));
  let made: readonly Attempt[] = [];
  const fixing = fixFunction(stand.text, target, {
    ...chosen,
    ...{ model, search: { ...search, seconds }, language: check.language, signal: share.signal },
    ...{ check: aim.check, tryOut: check.tryOut, concurrency: check.concurrency },
    told: lastLines(aim.told, check.language.fix.telling),
    onAttempt: (attempts) => {
      made = attempts;
    },
  });
  const ended = await unlessOver(fixing, share, settings.signal);
  const { source, attempts, search: trace } = ended ?? { source: undefined, attempts: made, search: undefined };
  const last = attempts.at(-1);
  const by = last?.edit === undefined ? model.name : `search (in the function, ${last.edit})`;
  const answers = attempts.filter((it) => it.edit === undefined);
  return { target, text: source, by, tried: answers.length + (trace?.attempts ?? 0), answers, last };
}

/** Ctrl-C ends all of it; the end of the time only what was not finished, and that is undefined. */
async function unlessOver(fixing: Promise<Fix>, share: Share, stop: AbortSignal): Promise<Fix | undefined> {
  try {
    return await fixing;
  } catch (error) {
    if (stop.aborted || !share.signal.aborted) throw error;
    return undefined;
  }
}

/** What a model is told of the failure: the last lines that name it. */
function lastLines(text: string, telling: RegExp): string {
  const lines = text.split("\n").filter((line) => telling.test(line));
  return lines.slice(-8).join("\n");
}
