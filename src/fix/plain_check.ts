/** Plain asserts, behind the tamper-resistant judge. */
import { basename, resolve } from "node:path";
import type { Judgement } from "../core/index.ts";
import { around, mentionsIn } from "../languages/python/fix/calls.ts";
import { functionsOf } from "../languages/python/fix/functions.ts";
import { importedFrom, plainTests, unfitForJudge } from "../languages/python/fix/plain_tests.ts";
import { UserError, usageError } from "../lib/errors.ts";
import { openSandbox } from "../sandbox/index.ts";
import { clearTargets, type FixCheck, type FixWishes } from "./check.ts";
import { judgeFile } from "./judge_file.ts";
import type { Project } from "./project.ts";
import { readSource } from "./source_text.ts";
import type { Evidence } from "./targets.ts";

const RUN_INSTEAD = { hint: 'run it with --command "pytest …" (or another command) instead', exitCode: 2 } as const;

/** @throws UserError where the asserts cannot be judged alone, or lead to no function of the file */
export async function openPlain(wishes: FixWishes, { root }: Project, signal: AbortSignal): Promise<FixCheck> {
  const [file, tests] = [resolve(wishes.file ?? ""), wishes.tests ?? ""];
  const source = readSource(file, root);
  const { text } = readSource(resolve(tests), root);
  const module = basename(file, ".py");
  const unfit = unfitForJudge(text, module);
  if (unfit !== undefined) throw new UserError(`${tests} cannot be judged as plain asserts: ${unfit}`, RUN_INSTEAD);
  const functions = functionsOf(source.text).filter((it) => !it.path.includes("."));
  const { named } = mentionsIn(text);
  const used = functions.filter(({ name }) => named.has(name));
  const sandbox = await openSandbox({ kind: "process", avoid: root });
  try {
    const whole = importedFrom(text, module).some((name) => name !== used[0]?.name) || used.length > 1;
    const parts = { sandbox, limits: wishes.limits, imports: "none", tests: plainTests(text, module) } as const;
    const judgeBy = (entryPoint: string) => (it: string, inner?: AbortSignal) =>
      judgeFile({ ...parts, entryPoint, ...(whole && { original: source.text }) }, it, inner);
    const entry = (functions.find(({ name }) => name === wishes.function) ?? used[0])?.name;
    if (entry === undefined && wishes.function === undefined)
      throw usageError(`${tests} uses no function of ${wishes.file} that can be judged alone`, RUN_INSTEAD.hint);
    const first = entry === undefined ? undefined : await judgeBy(entry)(source.text, signal);
    const evidence = first === undefined ? NO_EVIDENCE : evidenceOf(first, text);
    const fails = first === undefined || first.verdict !== "passed";
    const targets = fails ? await clearTargets(wishes, wishes.function === undefined ? used : functions, evidence) : [];
    const check = judgeBy(targets[0]?.name ?? entry ?? "");
    const [before, again] = [await check(source.text, signal), await check(source.text, signal)];
    assertJudged(before, tests);
    const flaky = before.verdict === again.verdict ? [] : [`${before.verdict}, then ${again.verdict}`];
    return {
      ...{ file, source, targets, check, before, flaky, concurrency: sandbox.concurrency },
      verified: `verified by the tamper-resistant judge (${basename(tests)}; the code cannot forge it)`,
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  } catch (error) {
    await sandbox[Symbol.asyncDispose]();
    throw error;
  }
}

const NO_EVIDENCE: Evidence = { lines: [], failing: [] };

/** What the judge says of a failure: lines of the file, or the assertion, which is looked up in the tests. */
function evidenceOf({ failure }: Judgement, tests: string): Evidence {
  const lines = (failure?.frames ?? []).map(({ line }) => line);
  const assertion = failure?.assertion?.split("\n")[0]?.trim() ?? "";
  const at = assertion === "" ? -1 : tests.split("\n").findIndex((line) => line.trim().startsWith(assertion));
  if (at >= 0) return { lines, failing: [around(tests, at + 1)] };
  return { lines, failing: assertion === "" ? [] : [{ statement: failure?.assertion ?? "", inside: tests }] };
}

/** Where the judge cannot say whether code is right, nothing is to be repaired. */
function assertJudged({ verdict, failure, execution }: Judgement, tests: string): void {
  if (verdict === "unsupported_type" || verdict === "sandbox_error")
    throw new UserError(
      `${tests} cannot be judged as plain asserts: ${failure?.message ?? execution.stderr}`,
      RUN_INSTEAD,
    );
  if (failure?.message === "the tests executed no assertion")
    throw new UserError(`${tests} executes no assertion`, RUN_INSTEAD);
}
