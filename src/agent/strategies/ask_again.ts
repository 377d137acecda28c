/** Strategies that put the first question again, with more or less said of what was tried. */
import type { Attempt, Task } from "../../core/index.ts";
import { languageOf } from "../../languages/index.ts";
import { keptAttempt } from "../best_attempt.ts";
import { type Message, reflectMessages, reflectProgramMessages, rewriteMessages } from "../prompts.ts";
import { fence, shorten } from "../quoting.ts";
import type { Situation, Strategy } from "./strategy.ts";

/** Programs that are shown as wrong: the latest. More would fill a small model's attention. */
const SHOWN = 3;
/** Characters of each. */
const QUOTED = 2_000;

export const goOn: Strategy = {
  ask({ task, first, attempts, told }) {
    const turns = attempts.map(({ completion }, index) => ({ completion, feedback: told[index] ?? "" }));
    const [best, last] = [turns[attempts.indexOf(keptAttempt(attempts))], turns.at(-1)];
    if (best === undefined || last === undefined) throw new Error("there is nothing to repair");
    if (task.check.kind === "stdio") return reflectProgramMessages(first, best, last);
    return reflectMessages(attempts.at(-1)?.prompt ?? [], last.completion, last.feedback);
  },
};

export const sample: Strategy = { ask: ({ first }) => [...first] };

export const fresh: Strategy = { ask: (situation) => withMore(situation, [mustDo(situation)]) };

export const rewrite: Strategy = {
  ask(situation) {
    const { task, docs } = situation;
    // Without words of what it must do there would be nothing to write it from.
    if (task.check.kind === "stdio" || docs === "") return fresh.ask(situation);
    return rewriteMessages(task);
  },
};

export const avoid: Strategy = {
  ask: (situation) => withMore(situation, [triedAlready(situation.attempts, situation.task), mustDo(situation)]),
};

/** The first messages, with more said at the end of the last. */
export function withMore({ first }: Pick<Situation, "first">, parts: readonly string[]): Message[] {
  const last = first.at(-1);
  const said = parts.filter((part) => part !== "");
  if (last === undefined || said.length === 0) return [...first];
  return [...first.slice(0, -1), { ...last, content: [last.content, ...said].join("\n\n") }];
}

/** What the last program did not do; empty where feedback does not say. */
export function mustDo({ told }: Pick<Situation, "told">): string {
  const last = told.at(-1) ?? "";
  return last === "" ? "" : `An earlier answer to this was wrong. What became of it:\n\n${last}`;
}

function triedAlready(attempts: readonly Attempt[], task: Task): string {
  const { fence: label } = languageOf(task);
  const programs = [...new Set(attempts.flatMap(({ candidate }) => candidate ?? []))].slice(-SHOWN);
  if (programs.length === 0) return "";
  const quoted = programs.map((code) => fence(shorten(code, QUOTED), label)).join("\n\n");
  return `These answers are wrong. Do not give any of them again:\n\n${quoted}`;
}
