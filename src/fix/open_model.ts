/** The model of a repair: where the search comes first, it is opened while that is at work. */
import type { ChatModel } from "../core/index.ts";
import { DEFAULT_LANGUAGE } from "../languages/index.ts";
import { answeringChat, fromMessage } from "../models/chat.ts";
import type { ModelSpec, OpenOptions } from "../models/index.ts";
import { type LateModel, openLate, opensLate } from "../models/late_model.ts";
import { openModel, withSearch } from "../search/model.ts";
import type { Clock } from "./clock.ts";

/** Before a model begins to load beside the search, whose time it would take: many repairs are found sooner. */
const HEAD_START_MS = 5_000;

/**
 * Opens what a spec names. Waiting for it is no repair: `clock` does not count it.
 *
 * @throws UserError where there is no such model; whether it can be used may show only when it is asked
 */
export async function openFixModel(spec: ModelSpec, options: OpenOptions, clock: Clock): Promise<ChatModel> {
  if (spec.kind !== "search" || spec.turn !== "first" || spec.beside === undefined || !opensLate(spec.beside))
    return clock.hold(() => openModel(spec, options));
  const { beside } = spec;
  const late = await clock.hold(() => openLate(beside, options, HEAD_START_MS));
  const standIn = beside.kind === "builtin" && { standIn: beside.text };
  const chat = chatOf(late, clock, () => options.report(`waiting for ${beside.text} to be opened`));
  const model = { name: beside.text, identity: {}, dtype: "", ...standIn, chat };
  return withSearch(spec, { ...model, [Symbol.asyncDispose]: () => late[Symbol.asyncDispose]() }, [DEFAULT_LANGUAGE]);
}

function chatOf(late: LateModel, clock: Clock, onWait: () => void): ChatModel["chat"] {
  return answeringChat(async (messages, call) => {
    if (!late.isOpen) onWait();
    const { chat } = await clock.hold(() => late.opened());
    return fromMessage(await chat.invoke([...messages], call));
  });
}
