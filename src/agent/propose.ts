/** The nodes that ask: propose and reflect. */
import type { Attempt, StrategyName, Task } from "../core/index.ts";
import { type Asked, ask, givenAnswer, type Pending } from "./ask.ts";
import { writeTests } from "./own_tests.ts";
import type { AgentParts } from "./parts.ts";
import { presetOf } from "./presets/index.ts";
import { firstMessages, type Message, toolMessages } from "./prompts.ts";
import { asked, isSearchNext } from "./routing.ts";
import type { State } from "./state.ts";
import { type Situation, strategyOf } from "./strategies/index.ts";

/** The first question; a search that comes first asks none. */
export async function propose(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  const started = state.started || performance.now();
  if (isSearchNext(parts, state)) return { started };
  const prompt = firstOf(parts, state.task);
  if (parts.firstAnswer !== undefined)
    return { started, pending: [givenAnswer(parts.firstAnswer(state.task), prompt)] };
  const call = askedIn(parts, state, signal);
  const own = parts.ownTests === undefined ? undefined : await writeTests(parts, state.task, call);
  const first = ask(parts.model, prompt, call);
  const others = Array.from({ length: (parts.candidates ?? 1) - 1 }, (_, index) =>
    another(parts, prompt, { ...call, attempt: call.attempt + index + 1 }),
  );
  return { started, pending: await Promise.all([first, ...others]), ...(own && { own }) };
}

/** A further candidate: the first question again, warmer. */
async function another(parts: AgentParts, prompt: readonly Message[], call: Asked): Promise<Pending> {
  const { repairTemperature: temperature } = parts;
  const answer = await ask(parts.model, prompt, { ...call, temperature });
  return { ...answer, strategy: "sample", ...(temperature !== undefined && { temperature }) };
}

/** The messages of the first question. */
export function firstOf({ preset, context, prompt = "plain", tools }: AgentParts, task: Task): Message[] {
  if (tools) return toolMessages(task, context);
  return preset === undefined ? firstMessages(task, context, prompt) : presetOf(preset).propose(task);
}

/** The question for a repair. */
export async function reflect(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  if (isSearchNext(parts, state)) return {};
  if (parts.tools && state.talk.turns > 0)
    return { pending: [await ask(parts.model, state.talk.next, askedIn(parts, state, signal))] };
  if (asked(state).length === 0) return propose(parts, state, signal);
  const { repairTemperature: temperature } = parts;
  const strategy = strategyNow(parts, state);
  const how = { ...(strategy !== "continue" && { strategy }), ...(temperature !== undefined && { temperature }) };
  const call = { ...askedIn(parts, state, signal), temperature };
  return { pending: [{ ...(await ask(parts.model, repairMessages(parts, state), call)), ...how }] };
}

function repairMessages(parts: AgentParts, state: State): Message[] {
  const situation = situationOf(parts, state);
  const ofPreset = parts.preset && presetOf(parts.preset).reflect?.(state.task, situation.attempts.at(-1) as Attempt);
  return ofPreset ?? strategyOf(strategyNow(parts, state)).ask(situation);
}

function strategyNow({ strategy = "continue" }: AgentParts, state: State): StrategyName {
  const turns = [strategy].flat();
  return turns[(asked(state).length - 1) % turns.length] ?? "continue";
}

function askedIn({ seed, firstAnswer, tools }: AgentParts, state: State, signal?: AbortSignal) {
  const { task, sample } = state;
  const attempt = tools ? state.talk.turns : asked(state).length;
  return { task, sample, seed, signal, attempt, given: firstAnswer === undefined ? 0 : 1, useTools: tools };
}

export function situationOf(parts: AgentParts, state: State): Situation {
  const { task } = state;
  const attempts = asked(state);
  const told = attempts.map((attempt) => state.feedback[state.attempts.indexOf(attempt)] ?? "");
  const docs = parts.context === "tests" ? "" : task.docstring;
  return { task, attempts, told, docs, first: attempts[0]?.prompt ?? [] };
}
