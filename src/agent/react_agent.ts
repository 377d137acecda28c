/**
 * The agent: propose → execute → (reflect → execute)* as a LangGraph state machine.
 */
import type { BaseMessageLike } from "@langchain/core/messages";
import { END, START, StateGraph } from "@langchain/langgraph";
import { z } from "zod";
import type { Attempt, Candidate, ChatModel, Context, Task } from "../types.ts";
import { extractCode } from "./extract_code.ts";
import type { Judgement } from "./judge.ts";
import { type Answer, fromMessage } from "./models/chat.ts";
import { type Feedback, feedbackText, type Message, proposeMessages, reflectMessages } from "./prompts.ts";
import { callSeed } from "./seeds.ts";

/** What the agent is made of; the judge runs the candidate and says how it ended. */
export interface AgentParts {
  readonly model: ChatModel;
  readonly judge: (candidate: Candidate, task: Task, signal?: AbortSignal) => Promise<Judgement>;
  readonly context: Context;
  readonly feedback: Feedback;
  /** Repairs after the first attempt. */
  readonly iters: number;
  readonly seed: number;
}

/** Runs one sample of a task; resolves to its attempts, the last of which decides. */
export type RepairAgent = (task: Task, sample: number, signal?: AbortSignal) => Promise<readonly Attempt[]>;

/** An answer that has not been executed yet. */
interface Pending extends Answer {
  readonly prompt: readonly Message[];
  readonly seconds: number;
}

const stateSchema = z.object({
  task: z.custom<Task>(isObject),
  sample: z.number().int().nonnegative(),
  pending: z.custom<Pending>(isObject).optional(),
  attempts: z.array(z.custom<Attempt>(isObject)),
});
type State = z.infer<typeof stateSchema>;

/** The three nodes and the one decision of the agent, wired. */
export function buildAgent(parts: AgentParts): RepairAgent {
  const graph = new StateGraph(stateSchema)
    .addNode("propose", (state: State, config) => propose(parts, state, config.signal))
    .addNode("execute", (state: State, config) => execute(parts, state, config.signal))
    .addNode("reflect", (state: State, config) => reflect(parts, state, config.signal))
    .addEdge(START, "propose")
    .addEdge("propose", "execute")
    .addConditionalEdges("execute", (state: State) => afterExecution(state, parts.iters), ["reflect", END])
    .addEdge("reflect", "execute")
    .compile();
  // One step per node, and one more that LangGraph counts for the end; its default allows 25.
  const recursionLimit = 2 * (parts.iters + 1) + 1;
  return async (task, sample, signal) => {
    const config = { recursionLimit, ...(signal && { signal }) };
    const state = await graph.invoke({ task, sample, attempts: [] }, config);
    return state.attempts;
  };
}

async function propose(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  return { pending: await ask(parts, state, proposeMessages(state.task, parts.context), signal) };
}

async function reflect(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  const last = lastAttempt(state);
  const text = feedbackText(last.verdict, last, last.failure, parts.feedback, state.task.entry_point);
  return { pending: await ask(parts, state, reflectMessages(last.prompt, last.completion, text), signal) };
}

async function execute(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
  const { pending, task, attempts } = state;
  if (pending === undefined) throw new Error("execute was reached before any answer");
  const started = performance.now();
  const candidate = extractCode(pending.text, task);
  const judgement = await parts.judge(candidate, task, signal);
  const attempt: Attempt = {
    attempt: attempts.length,
    prompt: pending.prompt,
    completion: pending.text,
    finish_reason: pending.finishReason,
    candidate: candidate.code ?? null,
    extraction: candidate.source,
    verdict: judgement.verdict,
    ...judgement.execution,
    ...(judgement.failure && { failure: judgement.failure }),
    timings_sec: { model: pending.seconds, execute: secondsSince(started) },
    token_usage: { prompt_tokens: pending.promptTokens, completion_tokens: pending.completionTokens },
  };
  return { attempts: [...attempts, attempt] };
}

/** Routing: done when it passed, when the attempts are used up, or when the wall itself failed. */
function afterExecution(state: State, iters: number): "reflect" | typeof END {
  const { verdict } = lastAttempt(state);
  const done = verdict === "passed" || verdict === "sandbox_error" || state.attempts.length > iters;
  return done ? END : "reflect";
}

async function ask(parts: AgentParts, state: State, prompt: readonly Message[], signal?: AbortSignal) {
  const attempt = state.attempts.length;
  const { task_id } = state.task;
  const started = performance.now();
  const message = await parts.model.chat.invoke(
    prompt.map(({ role, content }): BaseMessageLike => [role, content]),
    {
      task_id,
      sample: state.sample,
      attempt,
      seed: callSeed(parts.seed, task_id, state.sample, attempt),
      ...(signal && { signal }),
    },
  );
  return { ...fromMessage(message), prompt, seconds: secondsSince(started) };
}

function lastAttempt(state: State): Attempt {
  const last = state.attempts.at(-1);
  if (last === undefined) throw new Error("no attempt has been executed yet");
  return last;
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
