/** The execute node's other way: a batch of programs in place of one answer. */
import {
  type Attempt,
  type ChatModel,
  type Context,
  exampleTask,
  type Judge,
  type Proposals,
  type SearchLimits,
  type SearchTrace,
  type Task,
} from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { type UserError, usageError } from "../lib/errors.ts";
import { rankedByModel } from "./model_ranking.ts";
import { type Tried, tryProposals } from "./try_proposals.ts";

export interface SearchParts extends SearchLimits {
  /** Judges in less time than `judge` may take: most proposals that run long never end. */
  readonly tryOut: Judge;
  /** Programs in work at once. */
  readonly concurrency: number;
}

/** What a search is made of. */
interface StepParts {
  readonly model: ChatModel;
  readonly context: Context;
  readonly search?: SearchParts;
  /** What a model would be asked for the first answer: how likely an edit is, is asked behind it. */
  readonly question?: Parameters<NonNullable<ChatModel["likelihoods"]>>[0];
}

interface Before {
  readonly task: Task;
  readonly attempts: readonly Attempt[];
  readonly feedback: readonly string[];
}

interface After {
  readonly attempts: Attempt[];
  readonly feedback: string[];
  readonly search: SearchTrace;
}

/**
 * Tries proposals near the last candidate, or near the buggy program where there is none or nothing in it to edit. What
 * it is guided by says when it is done, and judges what it gives.
 */
export async function searchFor(parts: StepParts, before: Before, signal?: AbortSignal): Promise<After> {
  const { model, search, context } = parts;
  const { proposals } = model;
  if (proposals === undefined || search === undefined) throw new Error("there is nothing to search with");
  const { task, attempts } = before;
  const judged = search.guide === "examples" ? exampleTask(task) : task;
  const docs = context === "tests" ? "" : task.docstring;
  const answer = attempts.findLast((attempt) => attempt.candidate !== null)?.candidate ?? undefined;
  const isEmpty = answer !== undefined && proposals.open(task, docs, answer).next() === undefined;
  const start = isEmpty ? undefined : answer;
  const open = () => proposals.open(task, docs, start);
  const { first, last, trace } = await tryProposals({
    ...search,
    proposals: search.ranking === "model" ? await byModel(parts, task, open, start, signal) : open(),
    near: (program) => proposals.open(task, docs, program),
    unchanged: start ?? task.declaration + task.buggy_solution,
    judge: (candidate, inner) => search.tryOut(candidate, judged, inner),
    signal,
  });
  const tried = last === undefined || last === first ? [first] : [first, last];
  // Of what the examples chose the hidden tests are told by whoever hands it in.
  const kept = search.guide === "examples" ? [{ ...(last ?? first), index: 0 }] : tried;
  const own = kept.map((it) => attemptOf(it, attempts.length, languageOf(task).fence));
  return { attempts: [...attempts, ...own], feedback: [...before.feedback, ...own.map(() => "")], search: trace };
}

/** @throws UserError where the model cannot say how likely a program is */
function byModel(
  { model, question = [] }: StepParts,
  task: Task,
  open: () => Proposals,
  start: string | undefined,
  signal?: AbortSignal,
): Promise<Proposals> {
  const { likelihoods } = model;
  if (likelihoods === undefined) throw noLikelihoods(model.name);
  const answer = (program: string): string => `\`\`\`${languageOf(task).fence}\n${program.trimEnd()}\n\`\`\`\n`;
  const unchanged = answer(start ?? task.declaration + task.buggy_solution);
  return rankedByModel(open, async (programs) =>
    (await likelihoods(question, [unchanged, ...programs.map(answer)], signal)).slice(1),
  );
}

/** Of a model that computes elsewhere, or whose graph is not known. */
export function noLikelihoods(name: string): UserError {
  return usageError(
    `--search-ranking model: ${name} does not say how likely a program is`,
    "name a local model beside the search, a GGUF file or safetensors",
  );
}

/** As an answer that a model wrote: its program is what the fence holds. */
function attemptOf({ proposal, index, judgement, seconds }: Tried, before: number, fence: string): Attempt {
  const code = proposal.code.trimEnd();
  return {
    attempt: before + index,
    prompt: [],
    completion: `\`\`\`${fence}\n${code}\n\`\`\`\n`,
    edit: proposal.edit,
    finish_reason: "stop",
    candidate: `${code}\n`,
    extraction: "fence",
    verdict: judgement.verdict,
    ...judgement.execution,
    ...(judgement.failure && { failure: judgement.failure }),
    timings_sec: { model: 0, execute: seconds },
    token_usage: { prompt_tokens: 0, completion_tokens: 0 },
  };
}
