/**
 * A toy language, to prove that one is a folder and a line in a table: calculators of one line, `f(x) = x * 2`, run by
 * awk. Tests are lines `3 => 6`; what is expected stays in this process.
 */
import type {
  CheckExecution,
  ExecutableExecution,
  ExecutableJob,
  Failure,
  Language,
  Stretch,
  Tool,
} from "../../../src/core/index.ts";

/** Awk itself, and a shell that starts it, as a compiler's driver starts its parts. */
const AWK: Tool = { name: "awk", hint: "apt-get install mawk" };
const SHELL: Tool = { name: "sh", hint: "apt-get install dash", starts: { processes: 4, programs: ["awk"] } };
const RUNS = ["-f", "calculator.awk"] as const;

const DEFINITION = /^(\w+)\((\w+)\)\s*=\s*(.+)$/m;

interface Case {
  readonly given: string;
  readonly wanted: string;
}

/** awk's own language for a definition: the parameter is the first field of a line. */
function program(code: string): string {
  const [, , parameter = "", body = ""] = DEFINITION.exec(code) ?? [];
  return `{ ${parameter} = $1; print (${body}) }`;
}

/** Line by line: a definition is code, all else is prose. */
function stretches(text: string): Stretch[] {
  return [...text.matchAll(/.*\n|.+$/g)].map(({ 0: line, index }) => {
    return { from: index, to: index + line.length, kind: DEFINITION.test(line) ? "code" : "prose" };
  });
}

function casesOf(tests: string): Case[] {
  const lines = tests.split("\n").filter((line) => line.includes("=>"));
  return lines.map((line) => {
    const [given = "", wanted = ""] = line.split("=>").map((it) => it.trim());
    return { given, wanted };
  });
}

function failureOf(stderr: string, code: string): Failure {
  const [, line = "1", message = stderr.trim()] = /line (\d+): (.*)/.exec(stderr) ?? [];
  return { type: "awk", message, frames: [{ line: Number(line), function: "f", source: code.trim() }] };
}

function judged(execution: ExecutableExecution, code: string, cases: readonly Case[]): CheckExecution {
  const { limit, exitCode, stdout, stderr } = execution;
  const common = { ...execution, kind: "check", asserts: cases.length } as const;
  if (limit === "time") return { ...common, verdict: "timeout" };
  if (exitCode !== 0) {
    const verdict = /syntax error/.test(stderr) ? "syntax_error" : "runtime_error";
    return { ...common, verdict, failure: failureOf(stderr, code) };
  }
  const printed = stdout.trimEnd().split("\n");
  const wrong = cases.findIndex(({ wanted }, index) => printed[index] !== wanted);
  const bad = cases[wrong];
  if (bad === undefined) return { ...common, verdict: "passed" };
  const assertion = `f(${bad.given}) is ${printed[wrong] ?? "nothing"}, not ${bad.wanted}`;
  return { ...common, verdict: "wrong_answer", failure: { type: "Mismatch", message: "", frames: [], assertion } };
}

function calculatorBy(tool: Tool, argv: ExecutableJob["argv"]): Language {
  return {
    id: "calc",
    name: "Calculator",
    fence: "calc",
    specification: "comment",
    integrity: "separate-process",
    tools: [tool],
    syntax: {
      labels: /\.calc$/,
      stretches,
      underDeclaration: () => undefined,
      readsInput: () => false,
      complete: (code) => code,
    },
    helpersOf: () => "",
    defines: (code, name) => DEFINITION.exec(code)?.[1] === name,
    essentialLines: (code) => code.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#")),
    textRules: (entryPoint) => ({ definition: `^${entryPoint}\\(`, comment: "#.*" }),
    async runTests(sandbox, { candidate, tests, entryPoint }, limits, signal) {
      const cases = casesOf(tests);
      const stdin = cases.map(({ given }) => `${given}\n`).join("");
      const files = { "calculator.awk": program(candidate) };
      const job = { kind: "executable", argv, stdin, files } as const;
      const execution = await sandbox.run(job, limits, signal);
      if (this.defines(candidate, entryPoint)) return judged(execution, candidate, cases);
      return { ...execution, kind: "check", asserts: 0, verdict: "missing_entry_point" };
    },
    async runProgram(sandbox, { program: code, stdins }, limits, signal) {
      const files = { "calculator.awk": program(code) };
      const run = async (stdin: string) => {
        const job = { kind: "executable", argv, stdin, files } as const;
        const { kind: _, ...execution } = await sandbox.run(job, limits, signal);
        return { ...execution, unread: /syntax error/.test(execution.stderr) };
      };
      return { kind: "stdio", cases: await Promise.all(stdins.map(run)) };
    },
    failureText: ({ type, message }) => `${type}: ${message}`,
  };
}

export const calculator = calculatorBy(AWK, ["awk", ...RUNS]);
/** The same; a shell starts awk, and waits for it. */
export const shellCalculator = calculatorBy(SHELL, ["sh", "-c", `awk ${RUNS.join(" ")}; exit $?`]);
