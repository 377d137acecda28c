/** A hub on loopback that answers as it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Hub {
  readonly url: string;
  /** "path" of each request that came, in order. */
  readonly paths: string[];
  /** The Authorization header of each request. */
  readonly tokens: (string | undefined)[];
}

/** Answers the n-th request with the n-th answer, and all further ones with the last. Closed after the test. */
export async function startHub(...answers: Answer[]): Promise<Hub> {
  const paths: string[] = [];
  const tokens: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(paths.length, answers.length - 1)];
    paths.push(request.url ?? "");
    tokens.push(request.headers.authorization);
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths, tokens };
}

export const body =
  (bytes: string | Uint8Array): Answer =>
  (_request, response) =>
    response.end(bytes);

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(code, headers).end("no");

export const redirect = (to: () => string): Answer => {
  return (request, response) => response.writeHead(302, { location: `${to()}${request.url}` }).end();
};

/** Promises the whole, sends half and hangs up. */
export const cut =
  (bytes: Uint8Array): Answer =>
  (_request, response) => {
    response.writeHead(200, { "content-length": String(bytes.length) });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  };

/** Sends a first piece and then nothing. */
export const stall: Answer = (_request, response) => {
  response.writeHead(200, { "content-length": "1000" });
  response.write("first");
};

export const hangUp: Answer = (request) => request.socket.destroy();
