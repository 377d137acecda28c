/** `search`: no model at all, but small edits of the buggy program, alone or beside a model. */
import type { ChatModel, Language, ProposalSource, Proposals, Task } from "../core/index.ts";
import { DEFAULT_LANGUAGE, languageOf } from "../languages/index.ts";
import { answeringChat } from "../models/chat.ts";
import { type ModelSpec, type OpenOptions, openChatModel, type SearchSpec } from "../models/index.ts";
import { describeEdits, openStream } from "./stream.ts";

/** Raised whenever mutation operators or their ranking change. */
const SEARCH_VERSION = 1;

/**
 * Opens what a spec names: a model, the search, or both. Dispose of it when done.
 *
 * @param languages of the programs that it will be shown
 */
export async function openModel(
  spec: ModelSpec,
  options: OpenOptions,
  languages: readonly Language[] = [DEFAULT_LANGUAGE],
): Promise<ChatModel> {
  if (spec.kind !== "search") return openChatModel(spec, options);
  const { beside } = spec;
  return withSearch(spec, beside && (await openChatModel(beside, options)), languages);
}

/**
 * The search, and the model that it stands beside, as one model.
 *
 * @param languages of the programs that it will be shown
 */
export function withSearch(
  { turn, text: name }: SearchSpec,
  beside: ChatModel | undefined,
  languages: readonly Language[],
): ChatModel {
  const identity = { search: SEARCH_VERSION, weights: fingerprint(languages) };
  const proposals: ProposalSource = { turn, open: openProposals };
  if (beside === undefined) return { ...ALONE, name, identity, proposals, [Symbol.asyncDispose]: async () => {} };
  // What the search solves, the model is not asked for: nobody knows beforehand what its answers must cover.
  const { rehearse: _, ...model } = beside;
  return {
    ...model,
    name,
    identity: { ...model.identity, ...identity, turn },
    proposals,
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}

const ALONE = {
  dtype: "",
  chat: answeringChat(async () => {
    throw new Error("the search answers no questions");
  }),
};

function openProposals(task: Task, docs: string, program?: string): Proposals {
  const { mutations } = languageOf(task);
  if (mutations === undefined) return { next: () => undefined, heed: () => {} };
  const whole = task.declaration + task.buggy_solution;
  const code = program ?? whole;
  // What stands before the body is the task's own; a model's answer may have changed anything.
  const region = program === undefined ? { from: task.declaration.length, to: whole.length } : undefined;
  const stream = openStream({ code, entryPoint: task.entry_point, docs, ...(region && { region }) }, mutations);
  return {
    next: () => {
      const edited = stream.next();
      if (edited === undefined) return undefined;
      const { code, edits, score: likelihood } = edited;
      return { code, edit: describeEdits(edits), edits: edits.length, likelihood };
    },
    heed: (verdict, failure) => stream.heed({ verdict, failure }),
  };
}

function fingerprint(languages: readonly Language[]): string {
  return languages.flatMap(({ mutations }) => mutations?.fingerprint ?? []).join("+");
}
