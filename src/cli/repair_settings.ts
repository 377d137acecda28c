/** How attempts are asked for, from the flags: only what differs from version 0.1, whose runs have to be gone on with. */
import { DEFAULT_REPAIR } from "../agent/strategies/index.ts";
import type { Spending } from "../core/index.ts";
import type { Settings } from "../evaluation/config.ts";
import { usageError } from "../lib/errors.ts";
import type { ModelSpec } from "../models/index.ts";
import type { FlagsOf } from "./flags/table.ts";

type Flags = FlagsOf<"evaluate">;
type Asked = Pick<
  Settings,
  "strategy" | "repairTemperature" | "guide" | "candidates" | "prompt" | "spending" | "tools" | "ownTests"
>;

/** @throws UserError (exit code 2) for flags that make no sense beside each other */
export function repairSettings(flags: Flags, spec: ModelSpec): Asked {
  const { iters, guide, candidates, prompt, preset } = flags;
  const isAlone = spec.kind === "search" && spec.turn === "alone";
  assertAsked(flags, isAlone);
  if (flags.tools) assertTools(flags, spec);
  const spending = spendingOf(flags);
  return {
    ...((iters > 0 || candidates > 1) && !isAlone && preset === undefined && !flags.tools && howRepaired(flags)),
    ...(guide === "examples" && !isAlone && { guide }),
    ...(candidates > 1 && { candidates }),
    ...(flags["own-tests"] !== undefined && { ownTests: flags["own-tests"] }),
    ...(flags.tools && { tools: true }),
    ...(prompt !== "plain" && { prompt }),
    ...(spending && { spending }),
  };
}

function howRepaired({ iters, strategy = DEFAULT_REPAIR.strategy, temperature, ...flags }: Flags): Asked {
  const { "repair-temperature": given, candidates } = flags;
  const goesOn = strategy === "continue" && candidates === 1;
  const warmth = given ?? (goesOn ? temperature : Math.max(temperature, DEFAULT_REPAIR.temperature));
  return {
    ...(iters > 0 && strategy !== "continue" && { strategy }),
    ...(warmth !== temperature && { repairTemperature: warmth }),
  };
}

function spendingOf(flags: Flags): Spending | undefined {
  const [tokens, seconds, cost] = [flags["task-tokens"], flags["task-seconds"], flags["task-cost"]];
  const [priceIn, priceOut] = [flags["price-in"], flags["price-out"]];
  if (tokens === undefined && seconds === undefined && cost === undefined) return undefined;
  return {
    ...(tokens !== undefined && { tokens }),
    ...(seconds !== undefined && { seconds }),
    ...(cost !== undefined && { cost }),
    ...(cost !== undefined && priceIn !== undefined && { priceIn }),
    ...(cost !== undefined && priceOut !== undefined && { priceOut }),
  };
}

function assertAsked(flags: Flags, isAlone: boolean): void {
  const { candidates, guide, preset, strategy, prompt } = flags;
  if (candidates > 1 && guide !== "examples")
    throw usageError(
      "--candidates above 1 needs --guide examples",
      "for pass@k of independent answers there is --samples",
    );
  if (candidates > 1 && isAlone) throw usageError("--candidates is of no use with --model search, which asks nobody");
  if (flags["own-tests"] !== undefined && (guide !== "examples" || isAlone))
    throw usageError("--own-tests needs --guide examples, and a model", "the hidden tests need no others beside them");
  if (preset !== undefined && (strategy !== undefined || prompt !== "plain"))
    throw usageError(`--preset ${preset} decides what is asked`, "leave out --strategy and --prompt");
  if (flags["task-cost"] !== undefined && flags["price-in"] === undefined && flags["price-out"] === undefined)
    throw usageError("--task-cost needs prices", "give --price-in and --price-out, per million tokens");
}

/** A conversation with tools has one form. */
function assertTools(flags: Flags, spec: ModelSpec): void {
  if (spec.kind === "search") throw usageError("--tools is for a model alone", "leave out the search beside it");
  const others = (["preset", "strategy", "repair-temperature"] as const).filter((name) => flags[name] !== undefined);
  const more = [
    ...others,
    ...(flags.candidates > 1 ? ["candidates"] : []),
    ...(flags.prompt === "plain" ? [] : ["prompt"]),
  ];
  if (more.length > 0)
    throw usageError(`--tools decides how repairs are asked for: leave out --${more.join(" and --")}`);
}
