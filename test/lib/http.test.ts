import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { download, HttpError, request, type Transfer } from "../../src/lib/http.ts";
import { type Reply, startServer } from "../support/http_server.ts";

const QUICK = { attempts: 3, backoffMs: 1, stallMs: 20_000 };

/** Downloads what a server answers. */
async function fetched(reply: Reply, changes: Partial<Transfer> = {}) {
  await using server = await startServer(reply);
  const lines: string[] = [];
  const report = (line: string): void => void lines.push(line);
  const got = download(new URL(server.url), { ...QUICK, report, ...changes });
  const body = await got.catch((error: unknown) => error);
  return { body, lines, asked: server.asked };
}

/** Sends pieces, each some time after the last. */
const dripping =
  (pieces: number, ms: number): Reply =>
  async (response) => {
    for (let piece = 0; piece < pieces; piece++) {
      response.write("x");
      await sleep(ms);
    }
    response.end();
  };

describe("download", () => {
  it("waits for a slow answer as long as something comes, however long it takes in all", async () => {
    const { body, asked } = await fetched(dripping(8, 300), { stallMs: 1_500 });
    expect(String(body)).toBe("x".repeat(8));
    expect(asked).toHaveLength(1);
  });

  it("gives up an answer that stops in its middle, and asks again", async () => {
    const { body, lines, asked } = await fetched(
      (response, _asked, number) => {
        if (number === 0) response.write("half");
        else response.end("whole");
      },
      { stallMs: 500 },
    );
    expect(String(body)).toBe("whole");
    expect(asked).toHaveLength(2);
    expect(lines[0]).toMatch(/^no byte from 127\.0\.0\.1:\d+ for 0\.5 s; trying again in 0\.0 s$/);
  });

  it("ends with its signal's reason in the middle of an answer, and does not ask again", async () => {
    const stop = new AbortController();
    const { body, asked } = await fetched(
      (response) => {
        response.write("half", () => stop.abort(new Error("enough")));
      },
      { signal: stop.signal },
    );
    expect(body).toMatchObject({ message: "enough" });
    expect(asked).toHaveLength(1);
  });

  it("says what a server answers that does not want to", async () => {
    const { body, asked } = await fetched((response) => void response.writeHead(418).end("no"));
    expect(body).toBeInstanceOf(HttpError);
    expect(body).toMatchObject({ status: 418, retry: false, message: expect.stringMatching(/ answered 418$/) });
    expect(asked).toHaveLength(1);
  });
});

describe("request", () => {
  const report = (): void => {};

  it("posts a body, with its headers and token", async () => {
    await using server = await startServer((response) => void response.end("ok"));
    const headers = { "content-type": "application/json" };
    const sent = { headers, body: '{"a":1}' };
    const read = (response: Response) => response.text();
    expect(await request(new URL(server.url), { report, token: "t" }, sent, read)).toBe("ok");
    expect(server.asked[0]).toMatchObject({ method: "POST", body: { a: 1 }, headers: { authorization: "Bearer t" } });
  });

  it("has a deadline for all of it, though something comes all the time", async () => {
    await using server = await startServer(dripping(1_000, 20));
    const endless = request(new URL(server.url), { report }, { deadlineMs: 300 }, (response, onBytes) => {
      onBytes();
      return response.text();
    });
    await expect(endless).rejects.toMatchObject({ name: "TimeoutError" });
  });
});
