/** A server's reply that asks for as much as it may: every answer takes all the tokens that it was allowed. */
import { type Asked, completion, json, type Reply } from "./http_server.ts";

export interface Meter {
  readonly reply: Reply;
  /** Tokens asked for so far. */
  readonly charged: () => number;
}

/** @param answer the text to answer with */
export function meter(answer: (asked: Asked) => string): Meter {
  let charged = 0;
  return {
    charged: () => charged,
    reply: (response, asked) => {
      const said: { content: string }[] = asked.body.messages;
      const bytes = said.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
      const [prompt_tokens, completion_tokens] = [Math.ceil(bytes / 3), asked.body.max_tokens];
      const total_tokens = prompt_tokens + completion_tokens;
      charged += total_tokens;
      json(response, { ...completion(answer(asked)), usage: { prompt_tokens, completion_tokens, total_tokens } });
    },
  };
}
