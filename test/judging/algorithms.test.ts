/** Classical programs, each right and each with one bug: the judge must say what plain Python says. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/core/index.ts";
import { judge } from "../../src/judging/judge.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { findInterpreter } from "../../src/sandbox/interpreter.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";

interface Algorithm {
  readonly name: string;
  readonly entryPoint: string;
  readonly right: string;
  readonly wrong: string;
  readonly tests: string;
}

/** `=== NAME: ENTRY_POINT`, the program, `--- OLD => NEW` for its bug, the tests. */
function parse(section: string): Algorithm {
  const found = /^(.*): (\w+)\n([\s\S]*?)^--- (.*) => (.*)\n([\s\S]*)$/m.exec(section);
  if (found === null) throw new Error(`no algorithm: ${section.slice(0, 60)}`);
  const [, name = "", entryPoint = "", right = "", old = "", bug = "", tests = ""] = found;
  if (right.split(old).length !== 2) throw new Error(`${name}: "${old}" does not stand there once`);
  return { name, entryPoint, right, wrong: right.replace(old, () => bug), tests };
}

const text = readFileSync(new URL("./fixtures/algorithms.txt", import.meta.url), "utf8");
const algorithms = text.split(/^=== /m).slice(1).map(parse);

let sandbox: Sandbox;
let python: string;
beforeAll(async () => {
  sandbox = await openSandbox({ kind: "process", concurrency: 2 });
  python = (await findInterpreter()).path;
});
afterAll(() => sandbox[Symbol.asyncDispose]());

describe.each(algorithms)("$name", ({ right, wrong, tests, entryPoint }) => {
  it.each([
    ["right", true],
    ["with its bug", false],
  ])("%s", async (_what, passes) => {
    const code = passes ? right : wrong;
    const plain = spawnSync(python, ["-I", "-S", "-c", `${code}\n${tests}`], { encoding: "utf8", timeout: 20_000 });
    expect(plain.status === 0, plain.stderr).toBe(passes);
    const check = { kind: "unit_tests", tests, helpers: "" } as const;
    const limits = { ...DEFAULT_LIMITS, timeoutSec: 20, cpuSec: 20 };
    const candidate = { code, source: "bare" } as const;
    const { verdict, execution } = await judge(candidate, { check, entry_point: entryPoint }, sandbox, limits, {
      imports: "octopack",
    });
    if (passes) expect(verdict, execution.stderr).toBe("passed");
    else expect(["wrong_answer", "runtime_error", "timeout"], `${verdict} ${execution.stderr}`).toContain(verdict);
  });
});
