/** How things stand with plain asserts: they are judged in their order, up to the first that fails. */
import type { FixSupport, FunctionText, Judgement } from "../core/index.ts";
import type { CheckText, Stand } from "./aims.ts";
import type { Evidence } from "./evidence.ts";
import { suspectsIn } from "./targets.ts";

/** The asserts, with the file under repair. */
export interface PlainLook {
  readonly fix: FixSupport;
  /** As their file has them. */
  readonly tests: string;
  /** What they use of the file, or what its user named. */
  readonly pool: (text: string) => readonly FunctionText[];
  readonly judge: CheckText;
}

/**
 * @param targets what is to be repaired
 * @param told the judgement on the text
 */
export function standAt(look: PlainLook, text: string, told: Judgement, targets: readonly FunctionText[]): Stand {
  if (told.verdict === "passed") return { text, aims: [], failing: undefined, passes: true };
  const { stdout, stderr } = told.execution;
  const check: CheckText = async (next, ...how) => judgeAim(look, next, await look.judge(next, ...how), told, targets);
  const aims = targets.length === 0 ? [] : [{ targets, told: `${stdout}\n${stderr}`, check }];
  return { text, aims, failing: undefined, passes: false };
}

/** After a repair, nobody is asked any more: what leads to no function is left as it is. */
export async function nextPlainStand(look: PlainLook, text: string, signal?: AbortSignal): Promise<Stand> {
  const told = await look.judge(text, signal);
  return standAt(look, text, told, told.verdict === "passed" ? [] : leadsTo(look, text, told));
}

/** It passes where all asserts do, or where the next one that fails, further on, leads to another function. */
function judgeAim(
  look: PlainLook,
  text: string,
  now: Judgement,
  before: Judgement,
  targets: readonly FunctionText[],
): Judgement {
  const [reached, first] = [placeOf(now, look.tests), placeOf(before, look.tests)];
  if (now.verdict === "passed" || reached === undefined || first === undefined || reached <= first) return now;
  const next = leadsTo(look, text, now);
  const isOther = next.length > 0 && next.every(({ path }) => path !== targets[0]?.path);
  return isOther ? { verdict: "passed", execution: now.execution } : { ...now, progress: reached };
}

function leadsTo({ fix, tests, pool }: PlainLook, text: string, told: Judgement): readonly FunctionText[] {
  return suspectsIn(pool(text), undefined, plainEvidence(told, tests, fix), fix).targets;
}

/** What the judge says of a failure: lines of the file, or the assertion, which is looked up in the tests. */
export function plainEvidence(told: Judgement, tests: string, { around }: FixSupport): Evidence {
  const { failure } = told;
  const lines = (failure?.frames ?? []).map(({ line }) => line);
  const at = placeOf(told, tests);
  if (at !== undefined) return { lines, failing: [around(tests, at)] };
  const assertion = failure?.assertion ?? "";
  return { lines, failing: assertion === "" ? [] : [{ statement: assertion, inside: tests }] };
}

/** The line of the assertion that failed; undefined where it is not known. */
function placeOf({ failure }: Judgement, tests: string): number | undefined {
  const assertion = failure?.assertion?.split("\n")[0]?.trim() ?? "";
  const at = assertion === "" ? -1 : tests.split("\n").findIndex((line) => line.trim().startsWith(assertion));
  return at < 0 ? undefined : at + 1;
}
