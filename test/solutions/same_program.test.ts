import { expect, test } from "vitest";
import type { Sandbox } from "../../src/core/index.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { compareProblem } from "../../src/solutions/compare.ts";

/** The same sandbox, which counts the programs that it is given. */
function counted(sandbox: Sandbox): { readonly sandbox: Sandbox; readonly programs: string[] } {
  const programs: string[] = [];
  const noting = new Proxy(sandbox, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const [job] = args as [{ program?: string } | undefined];
        if (job?.program !== undefined) programs.push(job.program);
        return value.apply(target, args);
      };
    },
  });
  return { sandbox: noting, programs };
}

test("what is the same program is run once, and compares as unchanged", async () => {
  await using real = await openSandbox({ kind: "process", concurrency: 1 });
  const { sandbox, programs } = counted(real);
  const problem = {
    ...{ index: 0, name: "", difficulty: "", statement: "", solutions: new Map(), knownGood: [] },
    check: { kind: "stdio", cases: [{ stdin: "2\n", stdout: "4\n" }] },
  } as const;
  const parts = { sandbox, limits: DEFAULT_LIMITS, imports: "none" } as const;
  const program = "print(2 * int(input()))";
  const same = await compareProblem(problem, program, `Here it is:\n\`\`\`python\n${program}\n\`\`\`\n`, parts);
  expect(same).toMatchObject({ status: "unchanged", original_passed: 1, improved_passed: 1 });
  expect(programs).toHaveLength(1);
  await compareProblem(problem, program, "print(input())", parts);
  expect(programs).toHaveLength(3);
});
