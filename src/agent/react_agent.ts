/**
 * The agent: propose → execute → (reflect → execute)* as a LangGraph state machine.
 */
import type { BaseMessageLike } from "@langchain/core/messages";
import type { Runnable } from "@langchain/core/runnables";
import { END, START, StateGraph } from "@langchain/langgraph";
import { z } from "zod";
import {
  type Attempt,
  type CaseCounts,
  type ChatModel,
  type Context,
  DEFAULT_RULE,
  type DecodingStats,
  type Feedback,
  type Judge,
  type Judgement,
  type PresetName,
  type SearchTrace,
  type Task,
} from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { type Answer, fromMessage } from "../models/chat.ts";
import { type SearchParts, searchFor } from "../search/step.ts";
import { keptAttempt, passRatio } from "./best_attempt.ts";
import { extractCode } from "./extraction.ts";
import { type Preset, presetOf } from "./presets/index.ts";
import {
  feedbackText,
  type Message,
  programFeedback,
  proposeMessages,
  reflectMessages,
  reflectProgramMessages,
} from "./prompts.ts";
import { callSeed } from "./seeds.ts";

/** What the agent is made of; the judge runs the candidate and says how it ended. */
export interface AgentParts {
  readonly model: ChatModel;
  readonly judge: Judge;
  readonly context: Context;
  readonly feedback: Feedback;
  /** Repairs after the first attempt. */
  readonly iters: number;
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
  readonly search?: SearchTrace;
}

export type RepairAgent = (task: Task, sample: number, signal?: AbortSignal) => Promise<AgentResult>;

/** An answer that has not been executed yet. */
interface Pending extends Answer {
  readonly prompt: readonly Message[];
  readonly seconds: number;
}

const stateSchema = z.object({
  task: z.custom<Task>(isObject),
  sample: z.number().int().nonnegative().default(0),
  pending: z.custom<Pending>(isObject).optional(),
  attempts: z.array(z.custom<Attempt>(isObject)).default([]),
  /** What the author of each attempt is told of it. */
  feedback: z.array(z.string()).default([]),
  search: z.custom<SearchTrace>(isObject).optional(),
});
type State = z.infer<typeof stateSchema>;

/** The graph as a runnable: a task in, `sample` where there are several; its attempts out. */
export type AgentGraph = Runnable<
  { readonly task: Task; readonly sample?: number },
  { readonly attempts: readonly Attempt[]; readonly search?: SearchTrace | undefined }
>;

/** The agent as a compiled LangGraph graph, for whoever opens it as one: LangGraph Studio, a graph around it. */
export function agentGraph(parts: AgentParts): AgentGraph {
  // Its own type names the inside of LangGraph, which a declaration file cannot.
  return wired(parts) as unknown as AgentGraph;
}

/** The three nodes and the one decision of the agent. */
function wired(parts: AgentParts) {
  return new StateGraph(stateSchema)
    .addNode("propose", (state: State, config) => propose(parts, state, config.signal))
    .addNode("execute", (state: State, config) => execute(parts, state, config.signal))
    .addNode("reflect", (state: State, config) => reflect(parts, state, config.signal))
    .addEdge(START, "propose")
    .addEdge("propose", "execute")
    .addConditionalEdges("execute", (state: State) => afterExecution(state, parts), ["reflect", END])
    .addEdge("reflect", "execute")
    .compile();
}

/** The agent as a function: a task in, its attempts out. */
export function buildAgent(parts: AgentParts): RepairAgent {
  const graph = wired(parts);
  // One step per node, and one more that LangGraph counts for the end; its default allows 25.
  const recursionLimit = 2 * (parts.iters + 2) + 1;
  return async (task, sample, signal) => {
    const config = { recursionLimit, ...(signal && { signal }) };
    const { attempts, search } = await graph.invoke({ task, sample }, config);
    return { attempts, ...(search && { search }) };
  };
}

async function propose(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  if (isSearchNext(parts, state)) return {};
  const prompt = presetIn(parts)?.propose(state.task) ?? proposeMessages(state.task, parts.context);
  if (parts.firstAnswer === undefined) return { pending: await ask(parts, state, prompt, signal) };
  const text = parts.firstAnswer(state.task);
  return { pending: { text, promptTokens: 0, completionTokens: 0, finishReason: "unknown", prompt, seconds: 0 } };
}

async function reflect(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  if (isSearchNext(parts, state)) return {};
  if (asked(state).length === 0) return propose(parts, state, signal);
  return { pending: await ask(parts, state, reflection(parts, state), signal) };
}

/** Attempts that a model was asked for; a search's are its own. */
function asked({ attempts }: Pick<State, "attempts">): Attempt[] {
  return attempts.filter((attempt) => attempt.edit === undefined);
}

/** The search comes once: alone, before the model, or when the model's attempts are used up. */
function isSearchNext({ model, iters }: AgentParts, state: State): boolean {
  const { proposals } = model;
  if (proposals === undefined || state.search !== undefined) return false;
  return proposals.turn !== "last" || asked(state).length > iters;
}

function presetIn({ preset }: AgentParts): Preset | undefined {
  return preset && presetOf(preset);
}

function reflection(parts: AgentParts, state: State): Message[] {
  const { task, feedback } = state;
  const attempts = asked(state);
  const ofPreset = presetIn(parts)?.reflect;
  if (ofPreset !== undefined) return ofPreset(task, attempts.at(-1) as Attempt);
  const turns = attempts.map((attempt) => {
    return { completion: attempt.completion, feedback: feedback[state.attempts.indexOf(attempt)] ?? "" };
  });
  const [best, last, first] = [turns[attempts.indexOf(keptAttempt(attempts))], turns.at(-1), attempts[0]];
  if (best === undefined || last === undefined || first === undefined) throw new Error("there is nothing to repair");
  if (task.check.kind === "stdio") return reflectProgramMessages(first.prompt, best, last);
  return reflectMessages(attempts.at(-1)?.prompt ?? [], last.completion, last.feedback);
}

async function execute(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  if (isSearchNext(parts, state)) return searchFor(parts, state, signal);
  const { pending, task } = state;
  if (pending === undefined) throw new Error("execute was reached before any answer");
  const started = performance.now();
  const candidate = (presetIn(parts)?.extract ?? extractCode)(pending.text, task);
  const judgement = await parts.judge(candidate, task, signal);
  const counts = caseCounts(task, judgement);
  const attempt: Attempt = {
    attempt: asked(state).length + (state.search?.attempts ?? 0),
    prompt: pending.prompt,
    completion: pending.text,
    finish_reason: pending.finishReason,
    candidate: candidate.code ?? null,
    extraction: candidate.source,
    verdict: judgement.verdict,
    ...judgement.execution,
    ...(judgement.failure && { failure: judgement.failure }),
    ...(counts && { cases: counts }),
    timings_sec: { model: pending.seconds, execute: secondsSince(started) },
    token_usage: { prompt_tokens: pending.promptTokens, completion_tokens: pending.completionTokens },
    ...decodingOf(pending),
  };
  const attempts = [...state.attempts, attempt];
  parts.onAttempt?.(task, attempts);
  return { attempts, feedback: [...state.feedback, toldOf(parts, task, judgement)] };
}

/** Without the time that a call waited for the one before it; known of models that compute here. */
function modelSeconds(answer: Answer): number | undefined {
  const { decoding } = decodingOf(answer);
  return decoding && decoding.prefill_sec + decoding.decode_sec;
}

function decodingOf({ details }: Answer): { decoding?: DecodingStats } {
  return details?.decoding === undefined ? {} : { decoding: details.decoding as DecodingStats };
}

function toldOf({ feedback }: AgentParts, task: Task, judgement: Judgement): string {
  if (task.check.kind === "stdio") return programFeedback(judgement, feedback, task);
  return feedbackText(judgement, feedback, task);
}

/** A program that was not run at all has failed every case. */
function caseCounts({ check }: Task, { cases }: Judgement): CaseCounts | undefined {
  if (check.kind !== "stdio") return undefined;
  const failed = check.cases.flatMap((_, index) => (cases?.[index]?.verdict === "passed" ? [] : [index]));
  const { length: total } = check.cases;
  return { passed: total - failed.length, total, failed, compare: check.compare ?? DEFAULT_RULE };
}

/** Routing: done when it is good enough, when the attempts are used up, or when the isolation layer itself failed. */
function afterExecution(state: State, parts: AgentParts): "reflect" | typeof END {
  const last = state.attempts.at(-1);
  const { targetRatio = 1 } = parts;
  const enough = last?.verdict === "passed" || (last?.cases !== undefined && passRatio(last.cases) >= targetRatio);
  if (enough || last?.verdict === "sandbox_error") return END;
  const mayAsk = parts.model.proposals?.turn !== "alone" && asked(state).length <= parts.iters;
  return mayAsk || isSearchNext(parts, state) ? "reflect" : END;
}

async function ask(parts: AgentParts, state: State, prompt: readonly Message[], signal?: AbortSignal) {
  const attempt = asked(state).length;
  const { task } = state;
  const { task_id } = task;
  const started = performance.now();
  const message = await parts.model.chat.invoke(
    prompt.map(({ role, content }): BaseMessageLike => [role, content]),
    {
      task_id,
      sample: state.sample,
      attempt,
      asked: parts.firstAnswer === undefined ? attempt : attempt - 1,
      ...(task.entry_point !== "" && {
        wanted: { ...languageOf(task).textRules(task.entry_point), buggy: task.declaration + task.buggy_solution },
      }),
      seed: callSeed(parts.seed, task_id, state.sample, attempt),
      ...(signal && { signal }),
    },
  );
  const answer = fromMessage(message);
  return { ...answer, prompt, seconds: modelSeconds(answer) ?? secondsSince(started) };
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
