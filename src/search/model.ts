/** `search`: no model at all, but small edits of the buggy program, alone or beside a model. */
import { createHash } from "node:crypto";
import type { ChatModel, ProposalSource, Proposals, Task } from "../core/index.ts";
import { readSymptoms } from "../languages/python/search/symptoms.ts";
import weights from "../languages/python/search/weights.json" with { type: "json" };
import { usageError } from "../lib/errors.ts";
import type { ModelOptions } from "../models/backend.ts";
import { answeringChat } from "../models/chat.ts";
import { describeEdits, openStream } from "./stream.ts";

/** Raised whenever an edit family or their order changes. */
const SEARCH_VERSION = 1;

/** How it is asked for, and the model beside it: "search", "search+MODEL", "search,MODEL". */
export function splitSearch(model: string): { turn: ProposalSource["turn"]; beside: string } | undefined {
  const parts = /^search(?:([+,])(.*))?$/s.exec(model);
  if (parts === null) return undefined;
  const [, sign, beside = ""] = parts;
  if (sign === undefined) return { turn: "alone", beside: "" };
  if (beside === "" || beside.startsWith("search"))
    throw usageError(
      `--model ${model} names no model beside the search`,
      "write search+MODEL or --cascade search,MODEL",
    );
  return { turn: sign === "+" ? "last" : "first", beside };
}

/** Opens the search, and with `openBeside` the model beside it. */
export async function openSearch(
  { turn, beside }: { readonly turn: ProposalSource["turn"]; readonly beside: string },
  options: ModelOptions,
  openBeside: (options: ModelOptions) => Promise<ChatModel>,
): Promise<ChatModel> {
  const identity = { search: SEARCH_VERSION, weights: fingerprint() };
  const proposals: ProposalSource = { turn, open: openProposals };
  if (turn === "alone")
    return { ...ALONE, name: options.model, identity, proposals, [Symbol.asyncDispose]: async () => {} };
  const model = await openBeside({ ...options, model: beside });
  return {
    ...model,
    name: options.model,
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
