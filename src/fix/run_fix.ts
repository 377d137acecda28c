/** A repair of a checked file: the agent works on its functions, one after another, until the check passes. */
import type { Attempt, ChatModel, FunctionText, SearchLimits } from "../core/index.ts";
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
}

/** What became of one function. */
export interface FunctionEnd {
  readonly target: FunctionText;
  /** The repaired file as it is to be written; undefined where no repair was found. */
  readonly after: string | undefined;
  /** Who found it. */
  readonly by: string;
  /** Answers and programs that were tried. */
  readonly tried: number;
  readonly last: Attempt | undefined;
}

/** Whoever looks on. */
export interface FixWatch {
  started(target: FunctionText): void;
  /** No repair was found. */
  failed(end: FunctionEnd): void;
}

/** @returns what became of the first function that could be repaired, else of the last; undefined where there is none */
export async function runFix(
  check: FixCheck,
  model: ChatModel,
  settings: FixSettings & { readonly signal: AbortSignal },
  watch: FixWatch,
): Promise<FunctionEnd | undefined> {
  let end: FunctionEnd | undefined;
  for (const target of check.targets) {
    watch.started(target);
    end = await fixOne(check, target, model, settings);
    if (end.after !== undefined) return end;
    watch.failed(end);
  }
  return end;
}

async function fixOne(
  check: FixCheck,
  target: FunctionText,
  model: ChatModel,
  settings: FixSettings & { readonly signal: AbortSignal },
): Promise<FunctionEnd> {
  const { stdout, stderr } = check.before.execution;
  const { source, attempts, search } = await fixFunction(check.source.text, target, {
    ...{ ...settings, model, language: check.language, check: check.check, concurrency: check.concurrency },
    told: lastLines(`${stdout}\n${stderr}`, check.language.fix.telling),
  });
  const last = attempts.at(-1);
  const by = last?.edit === undefined ? model.name : `search (in the function, ${last.edit})`;
  const asked = attempts.filter((it) => it.edit === undefined).length;
  const after = source === undefined ? undefined : written(check.source, source);
  return { target, after, by, tried: asked + (search?.attempts ?? 0), last };
}

/** What a model is told of the failure: the last lines that name it. */
function lastLines(text: string, telling: RegExp): string {
  const lines = text.split("\n").filter((line) => telling.test(line));
  return lines.slice(-8).join("\n");
}
