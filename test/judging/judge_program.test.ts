import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Judgement, Sandbox, StdioCheck, Verdict } from "../../src/core/index.ts";
import { judge } from "../../src/judging/judge.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";

const LIMITS = { ...DEFAULT_LIMITS, timeoutSec: 5, cpuSec: 5 };
const SUMS = [
  { stdin: "1 2\n", stdout: "3\n" },
  { stdin: "10 -4\n", stdout: "6\n" },
  { stdin: "0 0\n", stdout: "0\n" },
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ kind: "process", concurrency: 2 });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

function judged(code: string, cases: StdioCheck["cases"] = SUMS, timeLimitSec?: number): Promise<Judgement> {
  const check = { kind: "stdio", cases, ...(timeLimitSec !== undefined && { timeLimitSec }) } as const;
  return judge({ code, source: "bare" }, { check, entry_point: "" }, sandbox, LIMITS, { imports: "octopack" });
}

const verdicts = ({ cases }: Judgement): Verdict[] => cases?.map((it) => it.verdict) ?? [];

describe("a program that is judged by what it prints", () => {
  it.each([
    ["a recursion of a hundred thousand calls", "print(add(100000))"],
    ["a thread with a stack of half a gigabyte", "threading.stack_size(1 << 29)\nrun(100000)"],
    ["a thread with a stack that nobody has", "threading.stack_size((1 << 31) - (1 << 20))\nrun(100000)"],
  ])("passes with %s", async (_name, end) => {
    const program = `import sys, threading
sys.setrecursionlimit(1 << 20)
def add(n):
    return 1 + add(n - 1) if n else 0
def run(n):
    thread = threading.Thread(target=lambda: print(add(n)))
    thread.start()
    thread.join()
${end}`;
    expect((await judged(program, [{ stdin: "", stdout: "100000\n" }])).verdict).toBe("passed");
  });

  it("reads and prints numbers of any length", async () => {
    const digits = `1${"0".repeat(6000)}`;
    const judgement = await judged("print(int(input()) + 1)", [{ stdin: digits, stdout: digits.replace(/0$/, "1") }]);
    expect(judgement.verdict).toBe("passed");
  });

  it.each([
    ["write to it", "import os\nos.write(0, b'x')"],
    ["make it longer", "import os\nos.truncate(0, 1 << 20)"],
    ["unseal it", "import fcntl\nfcntl.fcntl(0, fcntl.F_ADD_SEALS, 0)"],
  ])("cannot change its input: %s", async (_name, attempt) => {
    const program = `try:\n    ${attempt.replaceAll("\n", "\n    ")}\nexcept OSError:\n    print('refused')`;
    expect((await judged(program, [{ stdin: "1", stdout: "refused\n" }])).verdict).toBe("passed");
  });

  it.each([
    ["input()", "a, b = map(int, input().split())\nprint(a + b)"],
    ["sys.stdin", "import sys\nprint(sum(int(x) for line in sys.stdin for x in line.split()))"],
    ["sys.stdin.buffer", "import sys\nprint(sum(map(int, sys.stdin.buffer.read().split())))"],
    ["open(0)", "print(sum(map(int, open(0).read().split())))"],
    ["os.read", "import os\nprint(sum(map(int, os.read(0, 100).split())))"],
    ["a main guard", "def main():\n    print(sum(map(int, input().split())))\nif __name__ == '__main__':\n    main()"],
    ["sys.exit(0)", "import sys\nprint(sum(map(int, input().split())))\nsys.exit(0)"],
    ["exit()", "print(sum(map(int, input().split())))\nexit()\nprint('never')"],
    ["quit(0)", "print(sum(map(int, input().split())))\nquit(0)"],
    ["/dev/stdin", "with open('/dev/stdin') as lines:\n    print(sum(map(int, lines.read().split())))"],
    ["a path to stdin", "import pathlib\nprint(sum(map(int, pathlib.Path('/dev/stdin').read_text().split())))"],
    ["the size of stdin", "import os\nprint(sum(map(int, os.read(0, os.fstat(0).st_size).split())))"],
    ["sys.stdout.write", "import sys\nsys.stdout.write(str(sum(map(int, input().split()))))"],
  ])("passes with %s", async (_name, program) => {
    const judgement = await judged(program);
    expect(judgement.verdict).toBe("passed");
    expect(judgement.cases).toHaveLength(3);
  });

  it("fails where one case fails, and shows that one", async () => {
    const judgement = await judged("a, b = map(int, input().split())\nprint(abs(a) + abs(b))");
    expect(verdicts(judgement)).toEqual(["passed", "wrong_answer", "passed"]);
    expect(judgement).toMatchObject({ verdict: "wrong_answer", execution: { exit_code: 0, stdout: "14\n" } });
  });

  it.each<[Verdict, string, RegExp]>([
    ["runtime_error", "print(1 // 0)", /line 1.*\n.*\nZeroDivisionError/s],
    ["runtime_error", "print(3)\nprint(input() + 1)", /TypeError/],
    ["runtime_error", "print(sum(map(int, input().split())))\nraise SystemExit(3)", /exit status 3/],
    ["runtime_error", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", /signal/],
    ["runtime_error", "import ast\nast.parse('1 +')", /SyntaxError/],
    ["syntax_error", "print 'Python 2'", /SyntaxError/],
    ["output_limit", "while True: print('x' * 1000)", /too much output/],
    ["wrong_answer", "", /^$/],
  ])("ends in %s: %j", async (verdict, program, says) => {
    const judgement = await judged(program, SUMS.slice(0, 1));
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.cases?.[0]?.error ?? "").toMatch(says);
  });

  it("has the time that the problem gives, else that of the limits", async () => {
    const slow = "import time\ntime.sleep(1.2)\nprint(sum(map(int, input().split())))";
    const limited = await judged(slow, SUMS.slice(0, 1), 0.5);
    expect(limited).toMatchObject({ verdict: "timeout", execution: { stderr: "no end within 0.5 s" } });
    expect((await judged(slow, SUMS.slice(0, 1))).verdict).toBe("passed");
  });

  it("reads and writes megabytes", async () => {
    const numbers = Array.from({ length: 600_000 }, (_, index) => String(index)).join(" ");
    const lines = numbers.replaceAll(" ", "\n");
    expect(numbers.length).toBeGreaterThan(3 * 2 ** 20);
    const program = "import sys\nsys.stdout.write('\\n'.join(sys.stdin.read().split()))";
    expect((await judged(program, [{ stdin: numbers, stdout: lines }])).verdict).toBe("passed");
    const last = await judged("import sys\nprint(sys.stdin.buffer.read().split()[-1].decode())", [
      { stdin: numbers, stdout: "599999\n" },
    ]);
    expect(last.verdict).toBe("passed");
  });

  it("may leave its input unread, and read past its end", async () => {
    const big = "9 ".repeat(1 << 20);
    expect((await judged("print(3)", [{ stdin: big, stdout: "3" }])).verdict).toBe("passed");
    const past = "try:\n    while True: input()\nexcept EOFError:\n    print(3)";
    expect((await judged(past, [{ stdin: "1\n2\n", stdout: "3" }])).verdict).toBe("passed");
  });

  it("keeps other alphabets as they are", async () => {
    expect((await judged("print(input())", [{ stdin: "żółw 🐢\n", stdout: "żółw 🐢\n" }])).verdict).toBe("passed");
  });

  it("never gives the expected output to the program, nor one case's input to another", async () => {
    const secret = "the-expected-output-81c1";
    const search = [
      "import gc, os, sys",
      "seen = [input()]",
      "for o in gc.get_objects():",
      "    if isinstance(o, (str, bytes, dict, list)) and o is not seen: seen.append(repr(o)[:100000])",
      "for fd in range(64):",
      "    try: seen.append(repr(os.pread(fd, 100000, 0)))",
      "    except OSError: pass",
      "seen.append(repr(os.environ))",
      "text = ' '.join(seen)",
      "if 'mi' + 'ne' not in text: print('the search is blind')",
      "print('found' if ('the-expected-' + 'output') in text or ('other-' + 'input') in text else 'nothing')",
    ].join("\n");
    const cases = [
      { stdin: "mine\n", stdout: secret },
      { stdin: "other-input\n", stdout: secret },
      { stdin: "mine\n", stdout: secret },
    ];
    const judgement = await judged(search, cases);
    expect([judgement.cases?.[0]?.stdout, judgement.cases?.[2]?.stdout]).toEqual(["nothing\n", "nothing\n"]);
  });

  it.each([
    ["within its limit", 15, "wrong_answer"],
    ["beyond it", 17, "output_limit"],
  ])("is kept in a few kilobytes a case, however much it prints %s", async (_name, times, verdict) => {
    const program = `import os\nfor fd in (1, 2):\n  for _ in range(${times}): os.write(fd, b"\\xff" * 65536)\nos._exit(${times - 15})`;
    const judgement = await judged(program);
    expect(judgement.verdict).toBe(verdict);
    expect(JSON.stringify(judgement).length).toBeLessThan(150_000);
  });

  it("cannot flood records and prompts by a report of its own making", async () => {
    const flood = `import json, os
report = {"type": "T" * 99999, "message": "m" * 99999, "frames": [[1, "f" * 99999, "s" * 99999]] * 2}
data = json.dumps({"failure": {**report, "frames": report["frames"] + [[1, "", ""]] * 9999}}).encode()
while data:
    data = data[os.write(4, data):]
os._exit(1)`;
    const { verdict, failure } = await judged(flood);
    expect(verdict).toBe("runtime_error");
    expect(failure?.type).toMatch(/^T+$/);
    expect(JSON.stringify(failure).length).toBeLessThan(4000);
  });

  it("without code is not run", async () => {
    const check = { kind: "stdio", cases: SUMS } as const;
    const none = { code: undefined, source: "none" } as const;
    const judgement = await judge(none, { check, entry_point: "" }, sandbox, LIMITS, { imports: "none" });
    expect(judgement).toMatchObject({ verdict: "no_code" });
    expect(judgement.cases).toBeUndefined();
  });
});
