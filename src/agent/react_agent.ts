/**
 * The agent: propose → execute → (reflect → execute)* as a LangGraph state machine.
 */
import type { Runnable } from "@langchain/core/runnables";
import { END, START, StateGraph } from "@langchain/langgraph";
import { z } from "zod";
import {
  type Attempt,
  type Candidate,
  type ChatModel,
  type Context,
  exampleTask,
  type Feedback,
  type Guide,
  type Judge,
  type Judgement,
  type PresetName,
  type SearchTrace,
  type StrategyName,
  type Task,
} from "../core/index.ts";
import { type SearchParts, searchFor } from "../search/step.ts";
import { ask, givenAnswer, type Pending } from "./ask.ts";
import { bestCandidate, passRatio } from "./best_attempt.ts";
import { extractCode } from "./extraction.ts";
import { presetOf } from "./presets/index.ts";
import { feedbackText, type Message, programFeedback, proposeMessages } from "./prompts.ts";
import { type Situation, strategyOf } from "./strategies/index.ts";
import { tryAnswer } from "./try_answer.ts";

/** What the agent is made of; the judge runs the candidate and says how it ended. */
export interface AgentParts {
  readonly model: ChatModel;
  readonly judge: Judge;
  readonly context: Context;
  readonly feedback: Feedback;
  /** Repairs after the first attempt. */
  readonly iters: number;
  /** How repairs are asked for; the conversation goes on by default. */
  readonly strategy?: StrategyName;
  /** Of repairs; the model's own by default. */
  readonly repairTemperature?: number;
  /** What attempts are judged by. `examples`: one of them is handed in, and judged once by the hidden tests. */
  readonly guide?: Guide;
  readonly seed: number;
  /** The first attempt where it is not asked for: a solution that is already there. */
  readonly firstAnswer?: (task: Task) => string;
  /** Share of the cases that is enough, for stdin/stdout checks; all of them by default. */
  readonly targetRatio?: number;
  /** For a model that proposes whole programs. */
  readonly search?: SearchParts;
  /** A published evaluation whose prompts and extraction are used instead of our own. */
  readonly preset?: PresetName;
  /** Told of every attempt once it has been judged. */
  readonly onAttempt?: (task: Task, attempts: readonly Attempt[]) => void;
}

/** What became of one sample of a task; `keptAttempt` says which attempt decides. */
export interface AgentResult {
  readonly attempts: readonly Attempt[];
  /** With the examples as a guide: what the one that was handed in was chosen from. */
  readonly candidates?: readonly Attempt[];
  readonly search?: SearchTrace;
}

export type RepairAgent = (task: Task, sample: number, signal?: AbortSignal) => Promise<AgentResult>;

const stateSchema = z.object({
  task: z.custom<Task>(isObject),
  sample: z.number().int().nonnegative().default(0),
  pending: z.custom<Pending>(isObject).optional(),
  attempts: z.array(z.custom<Attempt>(isObject)).default([]),
  candidates: z.array(z.custom<Attempt>(isObject)).optional(),
  /** What the author of each attempt is told of it. */
  feedback: z.array(z.string()).default([]),
  search: z.custom<SearchTrace>(isObject).optional(),
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
  const recursionLimit = 2 * (parts.iters + 2) + 2;
  return async (task, sample, signal) => {
    const config = { recursionLimit, ...(signal && { signal }) };
    const { attempts, candidates, search } = await graph.invoke({ task, sample }, config);
    return { attempts, ...(candidates && { candidates }), ...(search && { search }) };
  };
}

async function propose(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  if (isSearchNext(parts, state)) return {};
  const prompt = firstMessages(parts, state.task);
  if (parts.firstAnswer !== undefined) return { pending: givenAnswer(parts.firstAnswer(state.task), prompt) };
  return { pending: await ask(parts.model, prompt, askedIn(parts, state, signal)) };
}

function firstMessages({ preset, context }: AgentParts, task: Task): Message[] {
  return preset === undefined ? proposeMessages(task, context) : presetOf(preset).propose(task);
}

async function reflect(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  if (isSearchNext(parts, state)) return {};
  if (asked(state).length === 0) return propose(parts, state, signal);
  const { strategy = "continue", repairTemperature: temperature } = parts;
  const how = { ...(strategy !== "continue" && { strategy }), ...(temperature !== undefined && { temperature }) };
  const call = { ...askedIn(parts, state, signal), temperature };
  return { pending: { ...(await ask(parts.model, repairMessages(parts, state), call)), ...how } };
}

function repairMessages(parts: AgentParts, state: State): Message[] {
  const situation = situationOf(parts, state);
  const ofPreset = parts.preset && presetOf(parts.preset).reflect?.(state.task, situation.attempts.at(-1) as Attempt);
  return ofPreset ?? strategyOf(parts.strategy ?? "continue").ask(situation);
}

function askedIn({ seed, firstAnswer }: AgentParts, state: State, signal?: AbortSignal) {
  const { task, sample } = state;
  return { task, sample, seed, signal, attempt: asked(state).length, given: firstAnswer === undefined ? 0 : 1 };
}

/** Attempts that a model was asked for; a search's are its own. */
function asked({ attempts }: Pick<State, "attempts">): Attempt[] {
  return attempts.filter((attempt) => attempt.edit === undefined);
}

function situationOf(parts: AgentParts, state: State): Situation {
  const { task } = state;
  const attempts = asked(state);
  const told = attempts.map((attempt) => state.feedback[state.attempts.indexOf(attempt)] ?? "");
  const docs = parts.context === "tests" ? "" : task.docstring;
  return { task, attempts, told, docs, first: attempts[0]?.prompt ?? [] };
}

/** The search comes once: alone, before the model, or when the model's attempts are used up. */
function isSearchNext({ model, iters }: AgentParts, state: State): boolean {
  const { proposals } = model;
  if (proposals === undefined || state.search !== undefined) return false;
  return proposals.turn !== "last" || asked(state).length > iters;
}

async function execute(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  if (isSearchNext(parts, state)) return searchFor(parts, state, signal);
  const { pending, task, attempts: before } = state;
  if (pending === undefined) throw new Error("execute was reached before any answer");
  const candidate = candidateIn(parts, state, pending);
  const shown = parts.guide === "examples" ? exampleTask(task) : task;
  const attempt = asked(state).length + (state.search?.attempts ?? 0);
  const answered = { task: shown, pending, candidate, attempt, before: asked(state) };
  const tried = await tryAnswer(answered, parts.judge, signal);
  const attempts = [...before, tried.attempt];
  parts.onAttempt?.(task, attempts);
  return { attempts, feedback: [...state.feedback, toldOf(parts, state, tried)] };
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

function feedbackOn({ feedback }: AgentParts, task: Task, judgement: Judgement): string {
  if (task.check.kind === "stdio") return programFeedback(judgement, feedback, task);
  return feedbackText(judgement, feedback, task);
}

/** Hands in the attempt that did best by the examples, and no other: the hidden tests judge it once. */
async function submit(parts: AgentParts, { task, attempts }: State, signal?: AbortSignal): Promise<Partial<State>> {
  const best = bestCandidate(attempts);
  const { verdict, execution, failure } = await parts.judge(
    { code: best.candidate ?? undefined, source: best.extraction },
    task,
    signal,
  );
  const { failure: _, ...kept } = best;
  return { candidates: attempts, attempts: [{ ...kept, verdict, ...execution, ...(failure && { failure }) }] };
}

/** Routing: done when it is good enough, when the attempts are used up, or when the isolation layer itself failed. */
function afterExecution(state: State, parts: AgentParts): "reflect" | "submit" | typeof END {
  const last = state.attempts.at(-1);
  const { targetRatio = 1 } = parts;
  // Without examples nothing would tell a second answer from the first.
  const blind = parts.guide === "examples" && state.task.example_test === undefined;
  const enough =
    blind || last?.verdict === "passed" || (last?.cases !== undefined && passRatio(last.cases) >= targetRatio);
  const mayAsk = parts.model.proposals?.turn !== "alone" && asked(state).length <= parts.iters;
  if (!enough && last?.verdict !== "sandbox_error" && (mayAsk || isSearchNext(parts, state))) return "reflect";
  return parts.guide === "examples" ? "submit" : END;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
