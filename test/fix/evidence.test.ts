import { describe, expect, it } from "vitest";
import type { CommandExecution, CommandRun } from "../../src/core/index.ts";
import { evidenceIn } from "../../src/fix/evidence.ts";
import { fix } from "../../src/languages/python/fix/index.ts";

const FILES: Readonly<Record<string, string>> = {
  "shop.py": "def price(net):\n    return net / 0\n",
  "test_shop.py": "import shop\n\n\ndef test_price():\n    assert shop.price(1) == 2\n",
};
const project = { root: "/home/me/shop", files: Object.keys(FILES), read: (file: string) => FILES[file] ?? "" };

function ran(stdout: string, lines: readonly number[] = []): CommandRun {
  const frames = lines.map((line) => ({ line, function: "", source: "" }));
  const common = { runtimeSec: 0, cpuSec: 0, stdoutCut: false, stderrCut: false, limit: null, collected: {} } as const;
  const execution: CommandExecution = { kind: "command", exitCode: 1, stdout, stderr: "", ...common };
  const failure = { type: "ZeroDivisionError", message: "", frames };
  return { execution, outcomes: undefined, told: new Map(), failure, verdict: "runtime_error" };
}

describe("what a failing run points to", () => {
  const TEST = { statement: "assert shop.price(1) == 2", inside: FILES["test_shop.py"]?.split("\n\n\n")[1]?.trimEnd() };

  it("is lines of the file, and the tests around it, not the file itself", () => {
    const run = ran("test_shop.py:5: in test_price\nshop.py:2: in price\n", [2]);
    expect(evidenceIn(run, project, "shop.py", fix)).toEqual({ lines: [2], failing: [TEST] });
  });

  it("is found by whole paths, too, and only in the project's own files", () => {
    const run = ran(
      '  File "/home/me/shop/test_shop.py", line 5\n  File "/usr/lib/test_shop.py", line 5\nother.py:1: in f\n',
    );
    expect(evidenceIn(run, project, "shop.py", fix).failing).toEqual([TEST]);
  });

  it("is no more than fifty tests", () => {
    const run = ran("test_shop.py:5: in test_price\n".repeat(60));
    expect(evidenceIn(run, project, "shop.py", fix).failing).toHaveLength(50);
  });
});
