/** `search`: no model at all, but small edits of the buggy program, alone or beside a model. */
import { createHash } from "node:crypto";
import type { ChatModel, ProposalSource, Proposals, Task } from "../core/index.ts";
import { readSymptoms } from "../languages/python/search/symptoms.ts";
import weights from "../languages/python/search/weights.json" with { type: "json" };
import { answeringChat } from "../models/chat.ts";
import { type ModelSpec, type OpenOptions, openChatModel } from "../models/index.ts";
import { describeEdits, openStream } from "./stream.ts";

/** Raised whenever an edit family or their order changes. */
const SEARCH_VERSION = 1;

/** Opens what a spec names: a model, the search, or both. Dispose of it when done. */
export async function openModel(spec: ModelSpec, options: OpenOptions): Promise<ChatModel> {
  if (spec.kind !== "search") return openChatModel(spec, options);
  const { turn, text: name, beside } = spec;
  const identity = { search: SEARCH_VERSION, weights: fingerprint() };
  const proposals: ProposalSource = { turn, open: openProposals };
  if (beside === undefined) return { ...ALONE, name, identity, proposals, [Symbol.asyncDispose]: async () => {} };
  const model = await openChatModel(beside, options);
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
  const whole = task.declaration + task.buggy_solution;
  const code = program ?? whole;
  // What stands before the body is the task's own; a model's answer may have changed anything.
  const region = program === undefined ? { from: task.declaration.length, to: whole.length } : undefined;
  const stream = openStream({ code, entryPoint: task.entry_point, docs, ...(region && { region }) });
  return {
    next: () => {
      const edited = stream.next();
      return edited && { code: edited.code, edit: describeEdits(edited.edits) };
    },
    heed: (verdict, failure) => stream.heed(readSymptoms(verdict, failure)),
  };
}

function fingerprint(): string {
  return createHash("sha256").update(JSON.stringify(weights)).digest("hex").slice(0, 16);
}
