/**
 * The agent: propose → execute → (reflect → execute)* as a LangGraph state machine.
 */
import type { Runnable } from "@langchain/core/runnables";
import { END, START, StateGraph } from "@langchain/langgraph";
import { z } from "zod";
import {
  type Attempt,
  type Candidate,
  exampleTask,
  type Judgement,
  type SearchTrace,
  type StrategyName,
  type Task,
} from "../core/index.ts";
import { searchFor } from "../search/step.ts";
import { type Asked, ask, givenAnswer, type Pending } from "./ask.ts";
import { bestCandidate } from "./best_attempt.ts";
import { extractCode } from "./extraction.ts";
import type { AgentParts, RepairAgent } from "./parts.ts";
import { presetOf } from "./presets/index.ts";
import { feedbackText, firstMessages, type Message, outcomeText, programFeedback, toolMessages } from "./prompts.ts";
import { asked, isSearchNext, whyStopped } from "./routing.ts";
import { type Situation, strategyOf } from "./strategies/index.ts";
import { mostTurns, NOTHING_SAID, submittedOf, type ToldRun, type ToolTalk, useTools } from "./tool_use.ts";
import { tryAnswer } from "./try_answer.ts";

export type { AgentParts, AgentResult, RepairAgent } from "./parts.ts";

const stateSchema = z.object({
  task: z.custom<Task>(isObject),
  sample: z.number().int().nonnegative().default(0),
  /** When the first question was asked, as `performance.now` counts. */
  started: z.number().default(0),
  /** Answers that have not been executed yet. */
  pending: z.array(z.custom<Pending>(isObject)).default([]),
  attempts: z.array(z.custom<Attempt>(isObject)).default([]),
  candidates: z.array(z.custom<Attempt>(isObject)).optional(),
  /** What the author of each attempt is told of it. */
  feedback: z.array(z.string()).default([]),
  search: z.custom<SearchTrace>(isObject).optional(),
  /** With a model that calls tools. */
  talk: z.custom<ToolTalk>(isObject).default(NOTHING_SAID),
});
type State = z.infer<typeof stateSchema>;

/** The graph as a runnable: a task in, `sample` where there are several; its attempts out. */
export type AgentGraph = Runnable<
  { readonly task: Task; readonly sample?: number },
  {
    readonly attempts: readonly Attempt[];
    readonly candidates?: readonly Attempt[] | undefined;
    readonly search?: SearchTrace | undefined;
  }
>;

/** The agent as a compiled LangGraph graph, for whoever opens it as one: LangGraph Studio, a graph around it. */
export function agentGraph(parts: AgentParts): AgentGraph {
  // Its own type names the inside of LangGraph, which a declaration file cannot.
  return wired(parts) as unknown as AgentGraph;
}

/** The nodes of the agent, and its one decision. */
function wired(parts: AgentParts) {
  return new StateGraph(stateSchema)
    .addNode("propose", (state: State, config) => propose(parts, state, config.signal))
    .addNode("execute", (state: State, config) => execute(parts, state, config.signal))
    .addNode("reflect", (state: State, config) => reflect(parts, state, config.signal))
    .addNode("submit", (state: State, config) => submit(parts, state, config.signal))
    .addEdge(START, "propose")
    .addEdge("propose", "execute")
    .addConditionalEdges("execute", (state: State) => afterExecution(state, parts), ["reflect", "submit", END])
    .addEdge("reflect", "execute")
    .addEdge("submit", END)
    .compile();
}

/** The agent as a function: a task in, its attempts out. */
export function buildAgent(parts: AgentParts): RepairAgent {
  const graph = wired(parts);
  // One step per node, and one more that LangGraph counts for the end; its default allows 25.
  const recursionLimit = 2 * (mostTurns(parts) + 2) + 2;
  return async (task, sample, signal) => {
    const config = { recursionLimit, ...(signal && { signal }) };
    const { attempts, candidates, search, started, talk } = await graph.invoke({ task, sample }, config);
    const stopped = whyStopped(parts, { task, attempts: candidates ?? attempts, search, started, talk });
    const more = { ...(candidates && { candidates }), ...(search && { search }), ...(stopped && { stopped }) };
    return { attempts, ...more };
  };
}

async function propose(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  const started = state.started || performance.now();
  if (isSearchNext(parts, state)) return { started };
  const prompt = firstOf(parts, state.task);
  if (parts.firstAnswer !== undefined)
    return { started, pending: [givenAnswer(parts.firstAnswer(state.task), prompt)] };
  const call = askedIn(parts, state, signal);
  const first = ask(parts.model, prompt, call);
  const others = Array.from({ length: (parts.candidates ?? 1) - 1 }, (_, index) =>
    another(parts, prompt, { ...call, attempt: call.attempt + index + 1 }),
  );
  return { started, pending: await Promise.all([first, ...others]) };
}

/** A further candidate: the first question again, warmer. */
async function another(parts: AgentParts, prompt: readonly Message[], call: Asked): Promise<Pending> {
  const { repairTemperature: temperature } = parts;
  const answer = await ask(parts.model, prompt, { ...call, temperature });
  return { ...answer, strategy: "sample", ...(temperature !== undefined && { temperature }) };
}

function firstOf({ preset, context, prompt = "plain", tools }: AgentParts, task: Task): Message[] {
  if (tools) return toolMessages(task, context);
  return preset === undefined ? firstMessages(task, context, prompt) : presetOf(preset).propose(task);
}

async function reflect(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
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

function situationOf(parts: AgentParts, state: State): Situation {
  const { task } = state;
  const attempts = asked(state);
  const told = attempts.map((attempt) => state.feedback[state.attempts.indexOf(attempt)] ?? "");
  const docs = parts.context === "tests" ? "" : task.docstring;
  return { task, attempts, told, docs, first: attempts[0]?.prompt ?? [] };
}

async function execute(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  if (isSearchNext(parts, state)) return searchFor({ ...parts, question: firstOf(parts, state.task) }, state, signal);
  if (state.pending.length === 0) throw new Error("execute was reached before any answer");
  let now = state;
  for (const pending of state.pending)
    now = { ...now, ...(await (parts.tools ? toolTurn : executed)(parts, now, pending, signal)) };
  parts.onAttempt?.(state.task, now.attempts);
  return { pending: [], attempts: now.attempts, feedback: now.feedback, talk: now.talk };
}

async function toolTurn(parts: AgentParts, state: State, pending: Pending, signal?: AbortSignal) {
  let now = state;
  const run = async (answer: Pending): Promise<ToldRun> => {
    now = { ...now, ...(await executed(parts, now, answer, signal)) };
    return { told: now.feedback.at(-1) ?? "", left: parts.iters + 1 - asked(now).length };
  };
  const talk = await useTools({ task: state.task, parts, talk: state.talk, pending, run });
  return { attempts: now.attempts, feedback: now.feedback, talk };
}

async function executed(parts: AgentParts, state: State, pending: Pending, signal?: AbortSignal) {
  const { task, attempts: before } = state;
  const candidate = candidateIn(parts, state, pending);
  const shown = parts.guide === "examples" ? exampleTask(task) : task;
  const attempt = asked(state).length + (state.search?.attempts ?? 0);
  const answered = { task: shown, pending, candidate, attempt, before: asked(state) };
  const tried = await tryAnswer(answered, parts.judge, signal);
  return { attempts: [...before, tried.attempt], feedback: [...state.feedback, toldOf(parts, state, tried)] };
}

/** A repeated program is told of as it was the first time. */
function toldOf(
  parts: AgentParts,
  state: State,
  { attempt, judgement }: Awaited<ReturnType<typeof tryAnswer>>,
): string {
  if (judgement === undefined) {
    const first = state.attempts.findIndex((it) => it.edit === undefined && it.attempt === attempt.repeats);
    return state.feedback[first] ?? "";
  }
  return feedbackOn(parts, state.task, judgement);
}

function candidateIn(parts: AgentParts, state: State, { text, strategy }: Pending): Candidate {
  const { task } = state;
  const read = strategy && strategyOf(strategy).read;
  if (read !== undefined) return read(text, situationOf(parts, state));
  return (parts.preset === undefined ? extractCode : presetOf(parts.preset).extract)(text, task);
}

function feedbackOn({ feedback, tools }: AgentParts, task: Task, judgement: Judgement): string {
  if (tools) return outcomeText(judgement, feedback, task);
  if (task.check.kind === "stdio") return programFeedback(judgement, feedback, task);
  return feedbackText(judgement, feedback, task);
}

/**
 * Hands in the attempt that did best by the examples, or that the model itself handed in, and no other: the hidden tests
 * judge it once.
 */
async function submit(
  parts: AgentParts,
  { task, attempts, talk }: State,
  signal?: AbortSignal,
): Promise<Partial<State>> {
  const best = submittedOf(talk, attempts) ?? bestCandidate(attempts);
  const { verdict, execution, failure } = await parts.judge(
    { code: best.candidate ?? undefined, source: best.extraction },
    task,
    signal,
  );
  const { failure: _, ...kept } = best;
  return { candidates: attempts, attempts: [{ ...kept, verdict, ...execution, ...(failure && { failure }) }] };
}

/** Routing: goes on while nothing says to stop; where the examples guide, one program is handed in at last. */
function afterExecution(state: State, parts: AgentParts): "reflect" | "submit" | typeof END {
  if (whyStopped(parts, state) === undefined) return "reflect";
  return parts.guide === "examples" ? "submit" : END;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
