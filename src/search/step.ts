/** The execute node's other way: a batch of programs in place of one answer. */
import {
  type Attempt,
  type ChatModel,
  type Context,
  exampleTask,
  type Judge,
  type SearchLimits,
  type SearchTrace,
  type Task,
} from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
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
 * Tries proposals near the last candidate, or near the buggy program where there is none. What it is guided by says
 * when it is done, and judges what it gives.
 */
export async function searchFor(parts: StepParts, before: Before, signal?: AbortSignal): Promise<After> {
  const { model, search, context } = parts;
  const { proposals } = model;
  if (proposals === undefined || search === undefined) throw new Error("there is nothing to search with");
  const { task, attempts } = before;
  const start = attempts.findLast((attempt) => attempt.candidate !== null)?.candidate ?? undefined;
  const judged = search.guide === "examples" ? exampleTask(task) : task;
  const docs = context === "tests" ? "" : task.docstring;
  const { first, last, trace } = await tryProposals({
    ...search,
    proposals: proposals.open(task, docs, start),
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

function attemptOf({ proposal, index, judgement, seconds }: Tried, before: number, fence: string): Attempt {
  return {
    attempt: before + index,
    prompt: [],
    completion: `\`\`\`${fence}\n${proposal.code.trimEnd()}\n\`\`\`\n`,
    edit: proposal.edit,
    finish_reason: "stop",
    candidate: proposal.code,
    extraction: "fence",
    verdict: judgement.verdict,
    ...judgement.execution,
    ...(judgement.failure && { failure: judgement.failure }),
    timings_sec: { model: 0, execute: seconds },
    token_usage: { prompt_tokens: 0, completion_tokens: 0 },
  };
}
