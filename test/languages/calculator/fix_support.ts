/** What `fix` needs of the toy language: each line of a file is a function, and tests say `FAIL f(3): 5`. */
import type { CommandExecution, CommandRun, FixSupport, FunctionText } from "../../../src/core/index.ts";

const LINE = /^(\w+)(\(\w+\) = )(.*)$/gm;

function functionsOf(source: string): FunctionText[] {
  return [...source.matchAll(LINE)].map(({ 1: name = "", 2: rest = "", 3: body = "", index }) => {
    const line = source.slice(0, index).split("\n").length;
    const from = index + name.length + rest.length;
    const at = { from, to: from + body.length, indent: "", ownLine: false };
    return { name, path: name, role: "", lines: [line, line], header: name + rest, docstring: "", body, at };
  });
}

function read(execution: CommandExecution, _file: string): CommandRun {
  const message = /^FAIL (.*)$/m.exec(execution.stdout)?.[1] ?? "";
  const failure = { type: "Mismatch", message, frames: [], assertion: message };
  return { execution, outcomes: undefined, told: new Map(), failure, verdict: "wrong_answer" };
}

export const fix: FixSupport = {
  ending: ".calc",
  comment: ";",
  telling: /^FAIL /,
  functionsOf,
  withBody: (source, { at }, body) => source.slice(0, at.from) + body + source.slice(at.to),
  bodyIn: (code, name) => functionsOf(code).find((it) => it.name === name)?.body,
  broughtIn: (_before, after) => (after.includes("system(") ? ["system"] : []),
  mentionsIn: (code) => {
    const names = new Set(code.match(/\w+/g));
    return { called: names, named: names };
  },
  around: (code, line) => {
    const text = code.split("\n")[line - 1] ?? "";
    return { statement: text, inside: text };
  },
  plain: {
    ...{ unfit: () => undefined, prepared: (tests) => tests, imported: () => [], importsOf: () => "" },
    throughOne: () => ({ name: "", code: "", tests: "" }),
  },
  tests: {
    example: "awk -f …",
    async command(argv) {
      const job = { argv, reads: [], env: { PATH: "/usr/bin:/bin" }, collect: [] };
      return { job, by: "awk", read, assertRan: () => {} };
    },
    lastFailed: () => [],
    failingFile: () => "",
    places: () => [],
  },
};
