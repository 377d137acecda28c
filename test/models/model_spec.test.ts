import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DEFAULT_MODEL, type ModelCompanions, parseModel } from "../../src/models/index.ts";
import { temporaryFolder } from "../support/folder.ts";

const SERVER = "http://localhost:8000/v1";

describe("the text of --model", () => {
  it.each<[string | undefined, ModelCompanions, object]>([
    [undefined, {}, { kind: "local", text: DEFAULT_MODEL, name: DEFAULT_MODEL }],
    ["Qwen/Qwen3-0.6B", {}, { kind: "local", name: "Qwen/Qwen3-0.6B" }],
    ["qwen2.5-coder-0.5b", {}, { kind: "local", name: "qwen2.5-coder-0.5b" }],
    ["gpt2", {}, { kind: "local", name: "gpt2" }],
    ["replay:a:b.jsonl", {}, { kind: "replay", text: "replay:a:b.jsonl", file: "a:b.jsonl" }],
    ["scripted:x", {}, { kind: "scripted", file: "x" }],
    ["module:m.ts", {}, { kind: "module", file: "m.ts" }],
    [undefined, { module: "m.ts" }, { kind: "module", text: "module:m.ts", file: "m.ts" }],
    ["builtin:copy", {}, { kind: "builtin", name: "copy" }],
    ["openai:m", {}, { kind: "openai", name: "m" }],
    ["anthropic:m", { baseUrl: SERVER }, { kind: "anthropic", name: "m", baseUrl: SERVER }],
    ["gpt-4o", {}, { kind: "openai", text: "gpt-4o", name: "gpt-4o" }],
    ["claude-sonnet-4-6", {}, { kind: "anthropic", name: "claude-sonnet-4-6" }],
    ["qwen2.5-coder:7b", { baseUrl: SERVER }, { kind: "openai", name: "qwen2.5-coder:7b", baseUrl: SERVER }],
    ["claude-like", { baseUrl: SERVER }, { kind: "openai", name: "claude-like" }],
    ["search", {}, { kind: "search", turn: "alone" }],
    ["search+gpt-4o", {}, { kind: "search", turn: "last", text: "search+gpt-4o", beside: { kind: "openai" } }],
    [
      undefined,
      { cascade: "search,replay:x" },
      { kind: "search", turn: "first", beside: { kind: "replay", file: "x" } },
    ],
  ])("%j with %j", (text, companions, spec) => {
    expect(parseModel(text, companions)).toMatchObject(spec);
  });

  it("is a folder where there is one of that name, whatever it is called", () => {
    for (const name of ["openaj:x", "gpt-mine", "serach"]) {
      const folder = join(temporaryFolder(), name);
      mkdirSync(folder);
      expect(parseModel(folder)).toEqual({ kind: "local", text: folder, name: folder });
    }
  });

  it.each<[string | undefined, ModelCompanions, string, string?]>([
    [
      "telepathy:x",
      {},
      'unknown model "telepathy:x"',
      "use a Hugging Face id, a folder, a .gguf file, search, or one of replay:FILE",
    ],
    ["opnai:gpt-4o", {}, 'unknown model "opnai:gpt-4o"', "did you mean openai:gpt-4o?"],
    ["serach", {}, 'unknown model "serach"', "did you mean search?"],
    ["qwen2.5-coder-1.5", {}, 'unknown model "qwen2.5-coder-1.5"', "did you mean qwen2.5-coder-1.5b?"],
    ["qwen2.5-codr-0.5b", {}, 'unknown model "qwen2.5-codr-0.5b"', "did you mean qwen2.5-coder-0.5b?"],
    ["", {}, "--model must name a model"],
    ["replay:", {}, "--model replay: says no more; write replay:FILE"],
    ["builtin:cpoy", {}, "there is no built-in model cpoy"],
    ["search+", {}, "--model search+ names no model beside the search"],
    ["search+search", {}, "--model search+search names no model beside the search"],
    [undefined, { cascade: "other,x" }, '--cascade must be search,MODEL, not "other,x"'],
    ["x", { cascade: "search,y" }, "--model and --cascade exclude each other"],
    ["x", { module: "m.ts" }, "--model and --model-module exclude each other"],
    ["replay:x", { baseUrl: SERVER }, "--base-url is for models behind an API"],
    ["search", { baseUrl: SERVER }, "--base-url is for models behind an API"],
  ])("%j with %j is refused in one line", (text, companions, message, hint = "") => {
    expect(() => parseModel(text, companions)).toThrow(
      expect.objectContaining({ name: "UserError", exitCode: 2, message }),
    );
    if (hint !== "")
      expect(() => parseModel(text, companions)).toThrow(
        expect.objectContaining({ hint: expect.stringContaining(hint) }),
      );
  });
});
