/**
 * The model of a repair: where the search comes first, it is opened when that has not repaired everything. Not beside it:
 * on two busy cores that took the search's time, which needed 1.5 to 2.6 times as long (docs/fix.md).
 */
import type { ChatModel } from "../core/index.ts";
import { DEFAULT_LANGUAGE } from "../languages/index.ts";
import { answeringChat, fromMessage } from "../models/chat.ts";
import type { ModelSpec, OpenOptions } from "../models/index.ts";
import { openLate, opensLate } from "../models/late_model.ts";
import { openModel, withSearch } from "../search/model.ts";
import type { Clock } from "./clock.ts";

/**
 * Opens what a spec names. Waiting for it is no repair: `clock` does not count it.
 *
 * @throws UserError where there is no such model; whether it can be used may show only when it is asked
 */
export async function openFixModel(spec: ModelSpec, options: OpenOptions, clock: Clock): Promise<ChatModel> {
  if (spec.kind !== "search" || spec.turn !== "first" || spec.beside === undefined || !opensLate(spec.beside))
    return clock.hold(() => openModel(spec, options));
  const { beside } = spec;
  const late = await clock.hold(() => openLate(beside, options));
  const standIn = beside.kind === "builtin" && { standIn: beside.text };
  const chat = answeringChat(async (messages, call) => {
    const opened = await clock.hold(() => late.opened());
    return fromMessage(await opened.chat.invoke([...messages], call));
  });
  const model = { name: beside.text, identity: {}, dtype: "", ...standIn, chat };
  return withSearch(spec, { ...model, [Symbol.asyncDispose]: () => late[Symbol.asyncDispose]() }, [DEFAULT_LANGUAGE]);
}
