/** The nodes that run programs: execute and submit. */
import { type Candidate, exampleTask, type Judgement, type OwnTests, type Task } from "../core/index.ts";
import { searchFor } from "../search/step.ts";
import type { Pending } from "./ask.ts";
import { bestCandidate } from "./best_attempt.ts";
import { extractCode } from "./extraction.ts";
import { type OwnResult, testedBy, tryOwnTests } from "./own_tests.ts";
import type { AgentParts } from "./parts.ts";
import { presetOf } from "./presets/index.ts";
import { feedbackText, outcomeText, programFeedback } from "./prompts.ts";
import { firstOf, situationOf } from "./propose.ts";
import { asked, isSearchNext } from "./routing.ts";
import type { State } from "./state.ts";
import { strategyOf } from "./strategies/index.ts";
import { submittedOf, type ToldRun, useTools } from "./tool_use.ts";
import { tryAnswer } from "./try_answer.ts";

/** Takes the programs out of the answers, and judges them; or searches. */
export async function execute(parts: AgentParts, state: State, signal?: AbortSignal): Promise<Partial<State>> {
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
  const shown = parts.guide === "examples" ? guidedTask(task, state.own) : task;
  const attempt = asked(state).length + (state.search?.attempts ?? 0);
  const answered = { task: shown, pending, candidate, attempt, before: asked(state) };
  const tried = await tryAnswer(answered, parts.judge, signal);
  const own = await ownResult(parts, state, { candidate, isNew: tried.judgement !== undefined }, signal);
  const told = own?.failed && tried.attempt.verdict === "passed" ? { ...tried, judgement: own.failed } : tried;
  const judged = { ...tried.attempt, ...(own && { own_tests: own.counts }) };
  return { attempts: [...before, judged], feedback: [...state.feedback, toldOf(parts, state, told)] };
}

/** The very same text is not judged again. */
async function ownResult(
  { judge }: AgentParts,
  { task, own, attempts }: State,
  { candidate, isNew }: { readonly candidate: Candidate; readonly isNew: boolean },
  signal?: AbortSignal,
): Promise<OwnResult | undefined> {
  if (own === undefined) return undefined;
  const counts = isNew ? undefined : attempts.find((it) => it.candidate === candidate.code)?.own_tests;
  return counts === undefined ? tryOwnTests(own, candidate, task, judge, signal) : { counts };
}

/** Judged by the examples; where the specification shows none, by the tests of the model's own. */
function guidedTask(task: Task, own: OwnTests | undefined): Task {
  return task.example_test === undefined && own ? testedBy(task, own.tests.join("\n")) : exampleTask(task);
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
export async function submit(
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
