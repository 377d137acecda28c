import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { InfraError, UserError } from "../../../src/lib/errors.ts";
import type { ModelOptions } from "../../../src/models/backend.ts";
import { fromMessage } from "../../../src/models/chat.ts";
import { parseModel } from "../../../src/models/index.ts";
import { openModel } from "../../../src/search/model.ts";
import { completion, gathered, json, message, type Reply, startServer } from "../../support/http_server.ts";

const KEY = "sk-very-secret-0123456789";
const sampling = { temperature: 0.2, topP: 1, maxNewTokens: 64, stop: [] };

beforeEach(() => {
  for (const name of ["OPENAI_API_KEY", "ANTHROPIC_API_KEY"]) vi.stubEnv(name, KEY);
  for (const name of ["OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"]) vi.stubEnv(name, "");
});
afterEach(() => vi.unstubAllEnvs());

interface Outcome {
  readonly answers: ReturnType<typeof fromMessage>[];
  readonly asked: Awaited<ReturnType<typeof startServer>>["asked"];
  readonly lines: string[];
  readonly peak: number;
  readonly error?: Error;
}

/** Asks a model behind a server `calls` times at once. */
async function talk(model: string, reply: Reply, options: Partial<ModelOptions> = {}, calls = 1): Promise<Outcome> {
  await using server = await startServer(reply);
  const lines: string[] = [];
  const { retries, ...rest } = options;
  const baseUrl = `${server.url}${model.startsWith("anthropic") ? "" : "/v1"}`;
  await using opened = await openModel(parseModel(model, { baseUrl }), {
    sampling,
    retries: { attempts: 4, backoffMs: 5, maxWaitMs: 3_000, ...retries },
    report: (line) => lines.push(line),
    ...rest,
  });
  expect(JSON.stringify(opened.identity)).not.toContain(KEY);
  const asking = Array.from({ length: calls }, () => opened.chat.invoke([["user", "repair it"]], { seed: 3 }));
  const settled = await Promise.allSettled(asking);
  const failed = settled.find((it) => it.status === "rejected");
  const said = { asked: server.asked, lines, peak: server.peak() };
  const answers = settled.flatMap((it) => (it.status === "fulfilled" ? [fromMessage(it.value)] : []));
  for (const text of [...lines, String(failed?.reason?.message)]) expect(text).not.toContain(KEY);
  return failed ? { ...said, answers, error: failed.reason } : { ...said, answers };
}

const protocols = [
  { model: "openai:m", path: "/v1/chat/completions", good: completion, cut: "length", tokens: [11, 7] },
  { model: "anthropic:m", path: "/v1/messages", good: message, cut: "max_tokens", tokens: [13, 5] },
] as const;

describe.each(protocols)("$model", ({ model, path, good, cut, tokens }) => {
  test("asks with its key, sampling and messages; counts tokens as the server does", async () => {
    const { answers, asked } = await talk(model, (response) => json(response, good("def f(): ...")));
    expect(answers).toMatchObject([
      { text: "def f(): ...", promptTokens: tokens[0], completionTokens: tokens[1], finishReason: "stop" },
    ]);
    const [request] = asked;
    expect(request?.url).toBe(path);
    expect(request?.headers.authorization ?? request?.headers["x-api-key"]).toContain(KEY);
    expect(request?.body).toMatchObject({ model: "m", max_tokens: 64, temperature: 0.2 });
    expect(JSON.stringify(request?.body.messages)).toContain("repair it");
    expect(request?.body.stream ?? false).toBe(false);
  });

  test("knows an answer that was cut at the token limit", async () => {
    const { answers } = await talk(model, (response) => json(response, good("def", cut)));
    expect(answers[0]?.finishReason).toBe("length");
  });

  test("waits as long as a rate limit asks", async () => {
    const at: number[] = [];
    const { answers, lines, asked } = await talk(model, (response, _asked, number) => {
      at.push(performance.now());
      if (number === 0) json(response, { error: { message: "slow down" } }, 429, { "retry-after": "1" });
      else json(response, good("ok"));
    });
    expect(answers[0]?.text).toBe("ok");
    expect(asked).toHaveLength(2);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(995);
    expect(lines.join()).toMatch(/answered 429, asking for 1 s: slow down; trying again in 1\.0 s/);
  });

  test("does not wait longer than anybody wants to", async () => {
    const { error, asked } = await talk(model, (response) =>
      json(response, { error: { message: "slow down" } }, 429, { "retry-after": "86400" }),
    );
    expect(error).toBeInstanceOf(InfraError);
    expect(error?.message).toMatch(/429, asking for 86400 s/);
    expect(asked).toHaveLength(1);
  });

  test.each([500, 503, 529])("tries again after %i", async (status) => {
    const { answers, asked } = await talk(model, (response, _asked, number) => {
      if (number < 2) json(response, { error: { message: "no" } }, status);
      else json(response, good("ok"));
    });
    expect(answers[0]?.text).toBe("ok");
    expect(asked).toHaveLength(3);
  });

  test("gives up after the last try", async () => {
    const { error, asked } = await talk(model, (response) => json(response, { error: { message: "no" } }, 500));
    expect(error).toBeInstanceOf(InfraError);
    expect(error?.message).toMatch(/127\.0\.0\.1:\d+.* answered 500/);
    expect(asked).toHaveLength(4);
  });

  test.each<[string, Reply]>([
    ["is cut in the middle", (response) => halfOf(response, JSON.stringify(good("a long answer")))],
    ["is no JSON", (response) => void response.writeHead(200, { "content-type": "application/json" }).end("{oops")],
    ["is a web page", (response) => void response.writeHead(200, { "content-type": "text/html" }).end("<html>")],
    ["is JSON of something else", (response) => json(response, { hello: "world" })],
    ["never comes", (response) => void response.destroy()],
  ])("tries again when a reply %s", async (_name, bad) => {
    const { answers, asked } = await talk(model, (response, request, number) =>
      number < 2 ? bad(response, request, number) : json(response, good("ok")),
    );
    expect(answers.map((it) => it.text)).toEqual(["ok"]);
    expect(asked).toHaveLength(3);
  });

  test.each<[string, number, RegExp]>([
    ["a wrong key", 401, /refused the key \(401\)/],
    ["an unknown model", 404, /has no model "m" \(404\)/],
    ["an empty account", 402, /no credit left/],
  ])("%s is one clear line, asked once", async (_name, status, says) => {
    const body = { error: { message: `Incorrect API key provided: ${KEY}` } };
    const { error, asked } = await talk(model, (response) => json(response, body, status));
    expect(error).toBeInstanceOf(UserError);
    expect(error?.message).toMatch(says);
    expect(error?.message).not.toContain("\n");
    expect(asked).toHaveLength(1);
  });

  test("asks without a parameter that the server refuses, also when many calls find out at once", async () => {
    const refuse: Reply = (response, { body }) => {
      if ("temperature" in body)
        json(response, { error: { message: "`temperature` is deprecated for this model." } }, 400);
      else json(response, good("ok"));
    };
    const { answers, asked, lines } = await talk(model, refuse, {}, 4);
    expect(answers.map((it) => it.text)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(lines).toEqual(["m takes no temperature: asking without it"]);
  });

  test("another refusal is the call's own failure, without the key", async () => {
    const body = { error: { message: `prompt is too long: 9 tokens; ${KEY}` } };
    const { error, asked } = await talk(model, (response) => json(response, body, 400));
    expect(error).toBeInstanceOf(InfraError);
    expect(error?.message).toMatch(/answered 400: .*prompt is too long: 9 tokens; \*\*\*/);
    expect(asked).toHaveLength(1);
  });

  test("has no more requests in flight than it may", async () => {
    const slow = gathered(3, (response) => json(response, good("ok")));
    const { answers, peak } = await talk(model, slow, { requests: 3 }, 12);
    expect(answers).toHaveLength(12);
    expect(peak).toBe(3);
  });

  test("an answer that takes too long is given up and empty", async () => {
    const limited = { ...sampling, answerTimeoutSec: 1 };
    const { answers, asked } = await talk(model, () => {}, { sampling: limited });
    expect(answers).toMatchObject([{ text: "", finishReason: "deadline" }]);
    expect(asked).toHaveLength(1);
  });

  test("an aborted signal ends the call, its waiting too", async () => {
    await using server = await startServer((response) =>
      json(response, { error: { message: "later" } }, 429, { "retry-after": "30" }),
    );
    const baseUrl = `${server.url}${model.startsWith("anthropic") ? "" : "/v1"}`;
    await using opened = await openModel(parseModel(model, { baseUrl }), { sampling, report: () => {} });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    await expect(opened.chat.invoke("x", { signal: stop.signal })).rejects.toThrow();
    expect(server.asked.length).toBeLessThanOrEqual(1);
  });
});

function halfOf(response: Parameters<Reply>[0], text: string): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": String(text.length) });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

describe("names", () => {
  const report = () => {};

  test("a server of one's own needs no key, and keeps its names", async () => {
    vi.stubEnv("OPENAI_API_KEY", "");
    const { asked } = await talk("qwen2.5-coder:7b", (response) => json(response, completion("ok")));
    expect(asked[0]?.body.model).toBe("qwen2.5-coder:7b");
    const other = await talk("gpt-3.5-turbo", (response) => json(response, completion("ok")));
    expect(other.asked[0]?.body.model).toBe("gpt-3.5-turbo");
  });

  test("a server of one's own is asked for chat completions, whatever its model is called", async () => {
    for (const model of ["openai:codex-mini", "openai:gpt-5.4-pro"]) {
      const { asked, answers } = await talk(model, (response) => json(response, completion("ok")));
      expect(asked.map(({ url }) => url)).toEqual(["/v1/chat/completions"]);
      expect(answers).toMatchObject([{ text: "ok", completionTokens: 7 }]);
    }
  });

  test("the newer name of the token limit is used where the older is refused", async () => {
    const { asked } = await talk("openai:m", (response, { body }) => {
      if ("max_tokens" in body) {
        const text = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.";
        json(response, { error: { message: text } }, 400);
      } else json(response, completion("ok"));
    });
    expect(asked.at(-1)?.body).toMatchObject({ max_completion_tokens: 64 });
  });

  test.each([
    ["gpt-4o", "openai:", "OPENAI_API_KEY is not set"],
    ["o3-mini", "openai:", "OPENAI_API_KEY is not set"],
    ["claude-haiku-4-5", "anthropic:", "ANTHROPIC_API_KEY is not set"],
  ])("%s is known by itself, and needs its key", async (name, prefix, says) => {
    vi.stubEnv("OPENAI_API_KEY", "");
    vi.stubEnv("ANTHROPIC_API_KEY", "");
    for (const model of [name, `${prefix}${name}`])
      await expect(openModel(parseModel(model), { sampling, report })).rejects.toThrow(says);
  });

  test.each([
    ["claude-3-haiku", "anthropic:claude-haiku-4-5"],
    ["claude-3-5-sonnet-20241022", "anthropic:claude-sonnet-4-6"],
    ["anthropic:claude-opus-4-1-20250805", "anthropic:claude-opus-4-8"],
    ["gpt-3.5-turbo-0125", "openai:gpt-4.1-mini"],
  ])("%s has been retired: nothing else answers in its place", async (model, successor) => {
    await expect(openModel(parseModel(model), { sampling, report })).rejects.toMatchObject({
      message: expect.stringContaining("has been retired by its maker"),
      hint: `its successor is --model ${successor}`,
      exitCode: 2,
    });
  });

  test.each(["claude-sonnet-4-5-20250929", "claude-sonnet-4-6", "claude-opus-4-5", "gpt-4o", "o3", "gpt-4.1-mini"])(
    "%s still answers by that name",
    async (model) => {
      await using opened = await openModel(parseModel(model), { sampling, report: (line) => expect(line).toBe("") });
      expect(opened.name).toBe(model);
    },
  );

  test("a server that is not there, and an address that is none", async () => {
    const server = await startServer(() => {});
    await server[Symbol.asyncDispose]();
    await using opened = await openModel(parseModel("openai:m", { baseUrl: server.url }), { sampling, report });
    await expect(opened.chat.invoke("x")).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/);
    await expect(openModel(parseModel("openai:m", { baseUrl: "localhost" }), { sampling, report })).rejects.toThrow(
      /no http/,
    );
    expect(() => parseModel("replay:x", { baseUrl: "http://x" })).toThrow(/--base-url/);
  });

  test("a password in the address is refused, and not told", async () => {
    const opening = openModel(parseModel("openai:m", { baseUrl: "http://me:hunter2@localhost/v1" }), {
      sampling,
      report,
    });
    await expect(opening).rejects.toThrow(/^--base-url holds a password$/);
  });
});
