/** Plain asserts, behind the tamper-resistant judge. */
import { basename, resolve } from "node:path";
import type { FixSupport, Judgement, Sandbox } from "../core/index.ts";
import { type UserError, usageError } from "../lib/errors.ts";
import { openSandbox } from "../sandbox/index.ts";
import { clearTargets, type FirstLook, type FixCheck, type FixWishes } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import { judgeFile } from "./judge_file.ts";
import type { FixLanguage } from "./language.ts";
import type { Project } from "./project.ts";
import { readSource } from "./source_text.ts";

/** @throws UserError where the asserts cannot be judged alone, or lead to no function of the file */
export async function openPlain(wishes: FixWishes, { root }: Project, signal: AbortSignal): Promise<FixCheck> {
  const sandbox = await openSandbox({ kind: "process", avoid: root, executables: wishes.language.tools });
  const close = () => sandbox[Symbol.asyncDispose]();
  try {
    const opened = await firstVerdicts(wishes, root, sandbox, signal);
    return { ...opened, concurrency: sandbox.concurrency, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The asserts on the file as it is, twice: where they fail, and whether they fail alike. */
async function firstVerdicts(
  wishes: FixWishes,
  root: string,
  sandbox: Sandbox,
  signal: AbortSignal,
): Promise<FirstLook> {
  const { limits, language } = wishes;
  const { plain, functionsOf, mentionsIn, ending } = language.fix;
  const [file, tests] = [resolve(wishes.file ?? ""), wishes.tests ?? ""];
  const source = readSource(file, root);
  const { text } = readSource(resolve(tests), root);
  const module = basename(file, ending);
  const unfit = plain.unfit(text, module);
  if (unfit !== undefined) throw unjudged(tests, unfit, language);
  const functions = functionsOf(source.text).filter((it) => !it.path.includes("."));
  const { named } = mentionsIn(text);
  const used = functions.filter(({ name }) => named.has(name));
  const entry = (functions.find(({ name }) => name === wishes.function) ?? used[0])?.name;
  if (entry === undefined && wishes.function === undefined)
    throw usageError(`${tests} uses no function of ${wishes.file} that can be judged alone`, runInstead(language));
  const whole = plain.imported(text, module).some((name) => name !== used[0]?.name) || used.length > 1;
  const parts = { language, sandbox, limits, imports: "none", tests: plain.prepared(text, module) } as const;
  const judgeBy = (entryPoint: string) => (it: string, inner?: AbortSignal) =>
    judgeFile({ ...parts, entryPoint, ...(whole && { original: source.text }) }, it, inner);
  const first = entry === undefined ? undefined : await judgeBy(entry)(source.text, signal);
  const evidence = first === undefined ? NO_EVIDENCE : evidenceOf(first, text, language.fix);
  const fails = first === undefined || first.verdict !== "passed";
  const targets = fails ? await clearTargets(wishes, wishes.function === undefined ? used : functions, evidence) : [];
  const check = judgeBy(targets[0]?.name ?? entry ?? "");
  const [before, again] = [await check(source.text, signal), await check(source.text, signal)];
  assertJudged(before, tests, language);
  const told = `${before.execution.stdout}\n${before.execution.stderr}`;
  return {
    ...{ file, source, language, before },
    stand: { text: source.text, aims: targets.length === 0 ? [] : [{ targets, check, told }], failing: undefined },
    // The judge ends at the first assertion that fails: a repair has passed them all.
    advance: async (next) => ({ text: next, aims: [], failing: undefined }),
    flaky: before.verdict === again.verdict ? [] : [`${before.verdict}, then ${again.verdict}`],
    verified: `verified by the tamper-resistant judge (${basename(tests)}; the code cannot forge it)`,
  };
}

const NO_EVIDENCE: Evidence = { lines: [], failing: [] };

/** What the judge says of a failure: lines of the file, or the assertion, which is looked up in the tests. */
function evidenceOf({ failure }: Judgement, tests: string, { around }: FixSupport): Evidence {
  const lines = (failure?.frames ?? []).map(({ line }) => line);
  const assertion = failure?.assertion?.split("\n")[0]?.trim() ?? "";
  const at = assertion === "" ? -1 : tests.split("\n").findIndex((line) => line.trim().startsWith(assertion));
  if (at >= 0) return { lines, failing: [around(tests, at + 1)] };
  return { lines, failing: assertion === "" ? [] : [{ statement: failure?.assertion ?? "", inside: tests }] };
}

/** Where the judge cannot say whether code is right, nothing is to be repaired. */
function assertJudged({ verdict, failure, execution }: Judgement, tests: string, language: FixLanguage): void {
  if (verdict === "unsupported_type" || verdict === "sandbox_error")
    throw unjudged(tests, failure?.message ?? execution.stderr, language);
  if (failure?.message === "the tests executed no assertion")
    throw usageError(`${tests} executes no assertion`, runInstead(language));
}

function unjudged(tests: string, why: string, language: FixLanguage): UserError {
  return usageError(`${tests} cannot be judged as plain asserts: ${why}`, runInstead(language));
}

function runInstead({ fix }: FixLanguage): string {
  return `run it with --command "${fix.tests.example}" (or another command) instead`;
}
