import type { BaseMessageLike } from "@langchain/core/messages";
import { describe, expect, test } from "vitest";
import type { ModelOptions } from "../../../src/models/backend.ts";
import { fromMessage } from "../../../src/models/chat.ts";
import { parseModel } from "../../../src/models/index.ts";
import { openModel } from "../../../src/search/model.ts";
import { completion, json, message, type Reply, startServer } from "../../support/http_server.ts";

const sampling = { temperature: 0, topP: 1, maxNewTokens: 64, stop: [] };
const PROMPT: BaseMessageLike[] = [
  ["system", "You repair code."],
  ["user", "repair it"],
];

interface Talk {
  readonly calls?: number;
  readonly model?: string;
  readonly options?: Partial<ModelOptions>;
}

/** Asks a server of one's own, one call after the other. */
async function talk(reply: Reply, { calls = 1, model = "m", options = {} }: Talk = {}) {
  await using server = await startServer(reply);
  const lines: string[] = [];
  const baseUrl = `${server.url}${model.startsWith("anthropic") ? "" : "/v1"}`;
  await using opened = await openModel(parseModel(model, { baseUrl }), {
    sampling,
    retries: { attempts: 4, backoffMs: 5, maxWaitMs: 3_000 },
    report: (line) => lines.push(line),
    ...options,
  });
  const [answers, errors]: [ReturnType<typeof fromMessage>[], string[]] = [[], []];
  for (let call = 0; call < calls; call++) {
    await opened.chat.invoke(PROMPT).then(
      (answer) => answers.push(fromMessage(answer)),
      (error: Error) => errors.push(error.message),
    );
  }
  for (const line of [...lines, ...errors]) expect(line).not.toContain("\n");
  return { answers, errors, lines, asked: server.asked, changes: opened.changes?.() ?? [] };
}

const roles = (body: { messages: { role: string }[] }) => body.messages.map(({ role }) => role);

describe("a server whose model takes no system role", () => {
  const nested = (text: string, code: number) => ({ error: { message: text, code, type: "invalid_request_error" } });
  test.each<[string, number, unknown]>([
    ["vLLM", 400, { object: "error", message: "System role not supported", type: "BadRequestError", code: 400 }],
    ["vLLM, Mistral", 400, nested("Conversation roles must alternate user/assistant/user/assistant/...", 400)],
    ["llama.cpp", 500, nested("Value is not callable: System role not supported at row 3", 500)],
    [
      "TGI",
      422,
      { error: "Template error: invalid operation: System role not supported", error_type: "template_error" },
    ],
    ["FastAPI", 422, { detail: [{ loc: ["body", "messages", 0, "role"], msg: "unexpected role 'system'" }] }],
    ["a gateway", 400, { message: "messages: the role `system` is not allowed for this model" }],
    ["Gemma's own words", 400, nested("Only user and model roles are supported", 400)],
  ])(
    "as %s says it: its text goes before the user's, which is remembered and said once",
    async (_name, status, body) => {
      const { answers, asked, lines, changes } = await talk(
        (response, request) => {
          if (roles(request.body).includes("system")) json(response, body, status);
          else json(response, completion("ok"));
        },
        { calls: 3 },
      );
      expect(answers.map(({ text }) => text)).toEqual(["ok", "ok", "ok"]);
      expect(asked.map((it) => roles(it.body))).toEqual([["system", "user"], ["user"], ["user"], ["user"]]);
      expect(asked.at(-1)?.body.messages[0].content).toBe("You repair code.\n\nrepair it");
      expect(lines).toEqual(["m takes no system role: its text goes before the user's"]);
      expect(changes).toEqual(lines);
    },
  );

  test("a refusal of something else stays one, and is not taken for it", async () => {
    const words = "the system is under load, not allowed to take more";
    const { errors, asked, changes } = await talk((response) => json(response, { message: words }, 400));
    expect(errors[0]).toContain(`answered 400: ${words}`);
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(changes).toEqual([]);
  });
});

describe("a server's own words", () => {
  const WORDS = "this deployment takes at most 64 tokens";
  test.each<[string, unknown, string]>([
    ["OpenAI", { error: { message: WORDS, type: "invalid_request_error", code: null } }, WORDS],
    ["vLLM of old", { object: "error", message: WORDS, code: 400 }, WORDS],
    ["TGI", { error: WORDS, error_type: "validation" }, WORDS],
    ["Ollama", { error: WORDS }, WORDS],
    ["detail", { detail: WORDS }, WORDS],
    [
      "FastAPI's fields",
      { detail: [{ loc: ["body", "max_tokens"], msg: WORDS, type: "int" }] },
      `body.max_tokens: ${WORDS}`,
    ],
    ["message", { message: WORDS, request_id: "r" }, WORDS],
    ["an array", [{ error: { code: 400, message: WORDS } }], WORDS],
    ["errors", { errors: [{ message: WORDS }, { message: "and more" }] }, `${WORDS}; and more`],
    ["JSON inside a message", { message: JSON.stringify({ error: { message: WORDS } }) }, WORDS],
    ["lines", { error: { message: `this deployment\n  takes at most\t64 tokens` } }, WORDS],
  ])("are told, wherever they stand: %s", async (_name, body, says) => {
    const { errors, asked } = await talk((response) => json(response, body, 400));
    expect(errors[0]).toMatch(new RegExp(`answered 400: ${says.replaceAll(".", "\\.")}$`));
    expect(asked).toHaveLength(1);
  });

  test.each<[string, string, RegExp]>([
    ["plain text", WORDS, /answered 400: this deployment takes at most 64 tokens$/],
    [
      "a proxy's page",
      "<html><head><title>400 Bad\n Gateway</title></head><body>x</body>",
      /answered 400: 400 Bad Gateway$/,
    ],
    ["nothing", "", /answered 400$/],
    ["a page without end", `<p>${"x".repeat(100_000)}`, /answered 400: x{299,300}…$/],
  ])("in %s", async (_name, body, says) => {
    const { errors } = await talk((response) => void response.writeHead(400).end(body));
    expect(errors[0]).toMatch(says);
  });

  test.each([
    [401, /refused the key \(401\): this deployment takes/],
    [404, /has no model "m" \(404\): this deployment takes/],
    [429, /answered 429: this deployment takes/],
  ])("beside ours, for %i", async (status, says) => {
    const { errors } = await talk((response) => json(response, { detail: WORDS }, status));
    expect(errors[0]).toMatch(says);
  });

  test("of the messages API", async () => {
    const body = { type: "error", error: { type: "invalid_request_error", message: WORDS } };
    const { errors } = await talk((response) => json(response, body, 400), { model: "anthropic:m" });
    expect(errors[0]).toMatch(/answered 400: this deployment takes at most 64 tokens$/);
  });
});

describe("a good status around no answer", () => {
  test.each<[string, unknown, RegExp]>([
    [
      "an error",
      { error: { message: "the upstream worker is restarting", code: 502 } },
      /: the upstream worker is restarting$/,
    ],
    ["an error that is a text", { error: "out of memory" }, /: out of memory$/],
    ["an error beside empty choices", { choices: [], usage: null }, /holds no answer: its choices are empty$/],
    ["no choices", { id: "x", message: "queue is full" }, /has no choices: queue is full$/],
    ["choices that are none", { choices: [null] }, /its first choice has no message$/],
    ["an empty body", "", /the reply is no JSON|has no choices/],
  ])("%s is told and tried again, three times in all", async (_name, body, says) => {
    const { errors, asked, lines } = await talk((response) => json(response, body));
    expect(errors[0]).toMatch(says);
    expect(asked).toHaveLength(3);
    expect(lines.join("\n")).not.toMatch(/Cannot read|undefined/);
  });

  test("an error that no further try changes is asked once, and has its status", async () => {
    const body = { error: { message: "the prompt is too long", code: 400 } };
    const { errors, asked } = await talk((response) => json(response, body));
    expect(errors[0]).toMatch(/answered 400: the prompt is too long$/);
    expect(asked).toHaveLength(1);
  });

  test("once, and then an answer", async () => {
    const { answers, lines } = await talk((response, _asked, number) =>
      json(response, number === 0 ? { error: { message: "restarting" } } : completion("ok")),
    );
    expect(answers.map(({ text }) => text)).toEqual(["ok"]);
    expect(lines[0]).toMatch(/restarting; trying again in/);
  });
});

describe("answers in other forms", () => {
  test.each(["reasoning_content", "reasoning"])("nothing but %s is no answer, and is said once", async (field) => {
    const reply = completion("x", "length");
    const thinking = {
      ...reply,
      choices: [
        { index: 0, finish_reason: "length", message: { role: "assistant", content: null, [field]: "def f(): ..." } },
      ],
    };
    const { answers, lines } = await talk((response) => json(response, thinking), { calls: 2 });
    expect(answers.map(({ text, finishReason }) => [text, finishReason])).toEqual([
      ["", "length"],
      ["", "length"],
    ]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/nothing but reasoning.*--max-new-tokens/);
  });

  test.each([
    ["eos_token", "stop"],
    ["EOS", "stop"],
    ["STOP", "stop"],
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["MAX_TOKENS", "length"],
    ["max_length", "length"],
    ["content_filter", "unknown"],
  ])("finish_reason %s means %s", async (word, means) => {
    const { answers } = await talk((response) => json(response, completion("ok", word)));
    expect(answers[0]?.finishReason).toBe(means);
  });

  test("without usage the counts are 0, never NaN", async () => {
    const { usage: _, ...reply } = completion("ok");
    const { answers } = await talk((response) => json(response, reply));
    expect(answers).toMatchObject([{ text: "ok", promptTokens: 0, completionTokens: 0 }]);
  });

  test("events that nobody asked for are put together", async () => {
    const delta = (content: string, finish: string | null = null) =>
      `data: ${JSON.stringify({ id: "c", model: "m", choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;
    const { answers } = await talk((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`: hello\n\n${delta("def ")}${delta("f(): ...")}${delta("", "stop")}data: [DONE]\n\n`);
    });
    expect(answers).toMatchObject([{ text: "def f(): ...", finishReason: "stop" }]);
  });

  test("events that stall are given up at the deadline, and asked for once", async () => {
    const { answers, asked } = await talk(
      (response) => void response.writeHead(200, { "content-type": "text/event-stream" }).write(": wait\n\n"),
      { options: { sampling: { ...sampling, answerTimeoutSec: 1 } } },
    );
    expect(answers).toMatchObject([{ text: "", finishReason: "deadline" }]);
    expect(asked).toHaveLength(1);
  });

  test("a message of the messages API is passed on as it is", async () => {
    const { answers } = await talk((response) => json(response, message("ok")), { model: "anthropic:m" });
    expect(answers).toMatchObject([{ text: "ok", finishReason: "stop", completionTokens: 5 }]);
  });
});

describe("how long to wait", () => {
  test("in a date", async () => {
    const at: number[] = [];
    const { answers } = await talk((response, _asked, number) => {
      at.push(performance.now());
      // A date has no fractions of a second: two ahead are more than one.
      const date = new Date(Date.now() + 2_000).toUTCString();
      if (number === 0) json(response, { error: { message: "slow down" } }, 429, { "retry-after": date });
      else json(response, completion("ok"));
    });
    expect(answers).toHaveLength(1);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(900);
  });

  test("in milliseconds", async () => {
    const { lines } = await talk((response, _asked, number) => {
      if (number === 0) json(response, { error: { message: "slow down" } }, 429, { "retry-after-ms": "300" });
      else json(response, completion("ok"));
    });
    expect(lines[0]).toMatch(/asking for 1 s: slow down; trying again in 0\.3 s/);
  });

  test.each(["0", "Wed, 21 Oct 2015 07:28:00 GMT", "soon"])("%s asks for nothing: the usual wait", async (value) => {
    const { answers, lines } = await talk((response, _asked, number) => {
      if (number === 0) json(response, { error: { message: "slow down" } }, 503, { "retry-after": value });
      else json(response, completion("ok"));
    });
    expect(answers).toHaveLength(1);
    expect(lines[0]).toMatch(/answered 503: slow down; trying again/);
  });
});
