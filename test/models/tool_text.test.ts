import { describe, expect, it } from "vitest";
import {
  answersBehind,
  programCalled,
  readToolCalls,
  withoutToolCalls,
  writeToolCall,
} from "../../src/models/tool_text.ts";

describe("calls of tools as text", () => {
  it.each([
    ["an object", { code: "x = 1\n" }],
    ["nothing", {}],
    ["end tags, quotes and breaks", { code: "s = \"</tool_call>\"\nt = '</think>'\n" }],
  ])("are read as they were written: %s", (_what, args) => {
    const text = `Let me see.\n${writeToolCall("run_tests", args)}\nDone.`;
    expect(readToolCalls(text)).toEqual([{ name: "run_tests", args }]);
    expect(withoutToolCalls(text)).toBe("Let me see.\n\nDone.");
  });

  it("may have their arguments as a text of JSON, and their end cut off", () => {
    const call = JSON.stringify({ name: "submit", arguments: JSON.stringify({ code: "x" }) });
    expect(programCalled(`<tool_call>${call}`)).toBe("x");
  });

  it.each([
    ["alone", (json: string) => json],
    ["in a fence", (json: string) => `\`\`\`json\n${json}\n\`\`\``],
  ])("are found without tags %s, where they name one of ours", (_how, put) => {
    const call = (name: string) => put(JSON.stringify({ name, arguments: { code: "x" } }));
    expect(programCalled(call("run_tests"))).toBe("x");
    expect(readToolCalls(call("rm"))).toEqual([]);
    expect(readToolCalls(`${call("run_tests")} is how I would call it`)).toEqual([]);
  });

  it("are calls of nothing where they are broken: someone has to be told", () => {
    expect(readToolCalls("<tool_call>{broken</tool_call>")).toEqual([{ name: "", args: undefined }]);
    expect(readToolCalls('<tool_call>{"name": "submit", "arguments": [1]}</tool_call>')).toEqual([
      { name: "submit", args: undefined },
    ]);
    expect(programCalled('<tool_call>{"name": "submit", "arguments": {"code": 7}}</tool_call>')).toBeUndefined();
  });
});

describe("the answers behind attempts", () => {
  const said = (role: string, content: string) => ({ role, content });

  it("are the attempts' own where no tool was used", () => {
    const attempts = [{ completion: "A" }, { completion: "B", prompt: [said("assistant", "A")] }];
    expect(answersBehind(attempts)).toEqual(attempts.map((attempt) => ({ completion: attempt.completion, attempt })));
  });

  it("have those between them that gave no program", () => {
    const first = { completion: "A", prompt: [said("user", "Q")] };
    const talk = [
      said("user", "Q"),
      said("assistant", "A"),
      said("tool", "no"),
      said("assistant", "LOOK"),
      said("tool", "T"),
    ];
    const second = { completion: "B", prompt: talk };
    expect(answersBehind([first, second])).toEqual([
      { completion: "A", attempt: first },
      { completion: "LOOK" },
      { completion: "B", attempt: second },
    ]);
  });
});
