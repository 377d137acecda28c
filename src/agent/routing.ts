/** Decisions of the agent: pure functions of what it is made of and of what it knows. */
import type { Attempt, OwnTests, SearchTrace, Stop, Task } from "../core/index.ts";
import { passRatio } from "./best_attempt.ts";
import type { AgentParts } from "./parts.ts";
import { mostTurns, type ToolTalk } from "./tool_use.ts";

/** What decisions are made from. */
interface Known {
  readonly task: Task;
  readonly attempts: readonly Attempt[];
  readonly search?: SearchTrace | undefined;
  /** When the first question was asked, as `performance.now` counts. */
  readonly started: number;
  /** Tests that the model wrote for itself. */
  readonly own?: OwnTests | undefined;
  /** With a model that calls tools. */
  readonly talk?: ToolTalk;
}

/** Attempts that a model was asked for; a search's are its own. */
export function asked({ attempts }: Pick<Known, "attempts">): Attempt[] {
  return attempts.filter((attempt) => attempt.edit === undefined);
}

/** The search comes once: alone, before the model, or when the model's attempts are used up. */
export function isSearchNext(parts: AgentParts, state: Pick<Known, "attempts" | "search">): boolean {
  const { proposals } = parts.model;
  if (proposals === undefined || state.search !== undefined) return false;
  return proposals.turn !== "last" || asked(state).length >= mayAsk(parts);
}

/** Answers that may be asked for. */
function mayAsk({ iters, candidates = 1 }: AgentParts): number {
  return iters + candidates;
}

/** Why no further attempt is made; undefined where one is. */
export function whyStopped(parts: AgentParts, state: Known): Stop | undefined {
  const { attempts, task } = state;
  const { targetRatio = 1, guide, model } = parts;
  if (attempts.at(-1)?.verdict === "sandbox_error") return "sandbox_error";
  const isEnough = ({ verdict, cases, own_tests: own }: Attempt): boolean =>
    (verdict === "passed" && own?.passed === own?.total) || (cases !== undefined && passRatio(cases) >= targetRatio);
  if (attempts.some(isEnough)) return "passed";
  if (parts.tools && state.talk?.submitted) return "submitted";
  // Without examples nothing would tell a second answer from the first.
  const guides = task.example_test !== undefined || (state.own?.tests.length ?? 0) > 0;
  if (guide === "examples" && !guides) return "no_examples";
  if (isSearchNext(parts, state)) return undefined;
  if (model.proposals?.turn === "alone" || asked(state).length >= mayAsk(parts)) return "attempts";
  if (parts.tools && (state.talk?.turns ?? 0) >= mostTurns(parts)) return "turns";
  return unpayable(parts, state);
}

/** What the next attempt would use up: it is taken to cost what the dearest so far did. */
function unpayable({ spending }: AgentParts, state: Known): Stop | undefined {
  if (spending === undefined) return undefined;
  const answers = asked(state);
  const { priceIn = 0, priceOut = 0 } = spending;
  const tokens = answers.map(({ token_usage: used }) => used.prompt_tokens + used.completion_tokens);
  const costs = answers.map(
    ({ token_usage: used }) => (used.prompt_tokens * priceIn + used.completion_tokens * priceOut) / 1e6,
  );
  const seconds = answers.map(({ timings_sec: spent }) => spent.model + spent.execute);
  if (isOver(spending.tokens, sum(tokens), tokens)) return "tokens";
  if (isOver(spending.cost, sum(costs), costs)) return "cost";
  return isOver(spending.seconds, (performance.now() - state.started) / 1000, seconds) ? "seconds" : undefined;
}

function isOver(limit: number | undefined, spent: number, each: readonly number[]): boolean {
  return limit !== undefined && spent + Math.max(0, ...each) > limit;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, next) => total + next, 0);
}
