/** Ways of this program: DTYPE:DECODING, and @N for so many answers side by side; and a server asked through it. */
import type { DecodingStats } from "../../src/core/index.ts";
import { fromMessage } from "../../src/models/chat.ts";
import { type Decoding, openChatModel, parseModel } from "../../src/models/index.ts";
import { childPids, type Messages, type Way } from "./way.ts";

export interface Opening {
  readonly model: string;
  readonly maxNewTokens: number;
  readonly report: (line: string) => void;
}

/** @param name for example "w8a8:lookup", "w8a8:lookup@4" */
export async function ownWay(name: string, opening: Opening): Promise<Way> {
  const [, dtype = "", decoding = "lookup", batch = "1"] = /^([\w-]+):(lookup|plain)(?:@(\d+))?$/.exec(name) ?? [];
  if (dtype === "") throw new Error(`no way of writing answers is called ${name}`);
  const options = { dtype, decoding: decoding as Decoding, batch: Number(batch) };
  return chatWay(name, Number(batch), opening, options);
}

/** A server that speaks the OpenAI protocol; "URL@N" is asked N things at a time. */
export async function serverWay(given: string, opening: Opening): Promise<Way> {
  const [, url = given, atOnce = "1"] = /^(.*?)@(\d+)$/.exec(given) ?? [];
  return chatWay(`server@${atOnce}`, Number(atOnce), { ...opening, model: "model" }, {}, url);
}

async function chatWay(
  name: string,
  atOnce: number,
  { model: text, maxNewTokens, report }: Opening,
  options: { dtype?: string; decoding?: Decoding; batch?: number },
  baseUrl?: string,
): Promise<Way> {
  const spec = parseModel(text, baseUrl === undefined ? {} : { baseUrl });
  if (spec.kind === "search") throw new Error("a model is asked for");
  const before = childPids();
  const sampling = { temperature: 0, topP: 1, maxNewTokens, stop: [] };
  const model = await openChatModel(spec, { ...options, sampling, report });
  const pid = childPids().find((one) => !before.includes(one));
  return {
    ...{ name, atOnce, ...(pid !== undefined && { pid }) },
    ask: async (messages: Messages) => {
      const turns = messages.map(({ role, content }): [string, string] => [role, content]);
      const answer = fromMessage(await model.chat.invoke(turns));
      const stats = answer.details?.decoding as DecodingStats | undefined;
      const counts = stats && { passes: stats.forward_passes, prefillSec: stats.prefill_sec };
      return { text: answer.text, tokens: answer.completionTokens, ...counts };
    },
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}
