/** A real HTTP server on loopback that answers as the test says. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: what a client sent is looked into freely
  readonly body: any;
}

export type Reply = (response: ServerResponse, asked: Asked, number: number) => void | Promise<void>;

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: Asked[];
  /** The most requests that were open at once. */
  readonly peak: () => number;
}

/** @param reply called with the number of the request, from 0 */
export async function startServer(reply: Reply): Promise<TestServer> {
  const asked: Asked[] = [];
  let open = 0;
  let peak = 0;
  const server = createServer(async (request, response) => {
    peak = Math.max(peak, ++open);
    response.on("close", () => open--);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const { method = "", url = "", headers } = request;
    const isJson = headers["content-type"]?.startsWith("application/json") && text !== "";
    const number = asked.push({ method, url, headers, body: isJson ? JSON.parse(text) : text }) - 1;
    await reply(response, asked[number] as Asked, number);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    peak: () => peak,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Holds replies back until `most` requests are open at once, and a little longer, so that one too many would show; those
 * that come later are answered at once. No machine is too slow for it.
 */
export function gathered(most: number, reply: Reply): Reply {
  let waiting = 0;
  let open: () => void = () => {};
  const full = new Promise<void>((resolve) => {
    open = () => setTimeout(resolve, 50);
  });
  return async (response, asked, number) => {
    if (++waiting === most) open();
    await full;
    await reply(response, asked, number);
  };
}

export function json(response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

/** A chat completion, as the OpenAI-compatible servers send it. */
export function completion(content: string, finish = "stop") {
  return {
    id: "c1",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: finish }],
    usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
  };
}

/** A message of the messages API. */
export function message(text: string, stop = "end_turn") {
  return {
    id: "m1",
    type: "message",
    role: "assistant",
    model: "m",
    content: [{ type: "text", text }],
    stop_reason: stop,
    stop_sequence: null,
    usage: { input_tokens: 13, output_tokens: 5 },
  };
}
