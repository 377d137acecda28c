/** Plain asserts, behind the tamper-resistant judge. */
import { basename, resolve } from "node:path";
import type { Judgement, Sandbox } from "../core/index.ts";
import { type UserError, usageError } from "../lib/errors.ts";
import { openSandbox } from "../sandbox/index.ts";
import type { CheckText } from "./aims.ts";
import { clearTargets, type FirstLook, type FixCheck, type FixWishes, tryOutLimits } from "./check.ts";
import { type JudgeFile, judgeFile } from "./judge_file.ts";
import type { FixLanguage } from "./language.ts";
import { nextPlainStand, plainEvidence, standAt } from "./plain_stand.ts";
import type { Project } from "./project.ts";
import { readSource, type SourceText } from "./source_text.ts";

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
  const entry = (used[0] ?? functions.find(({ name }) => name === wishes.function))?.name;
  if (entry === undefined && wishes.function === undefined)
    throw usageError(`${tests} uses no function of ${wishes.file} that can be judged alone`, runInstead(language));
  const whole = plain.imported(text, module).some((name) => name !== used[0]?.name) || used.length !== 1;
  const parts = { language, sandbox, limits, imports: "none", tests: plain.prepared(text, module) } as const;
  const asked = { entry: entry ?? "", used: used.map(({ name }) => name), source, whole };
  const { judge, before } = await judgeOf(parts, asked, signal);
  const evidence = plainEvidence(before, text, language.fix);
  const pool = wishes.function === undefined ? used : functions;
  const targets = before.verdict === "passed" ? [] : await clearTargets(wishes, pool, evidence);
  const again = await judge(source.text, signal);
  assertJudged(before, tests, language);
  const names = new Set((wishes.function === undefined ? used : targets).map(({ name }) => name));
  const poolIn = (it: string) => functionsOf(it).filter(({ path }) => names.has(path));
  const look = { fix: language.fix, tests: text, pool: poolIn, judge };
  return {
    ...{ file, source, language, before },
    stand: standAt(look, source.text, before, targets),
    advance: (next, inner) => nextPlainStand(look, next, inner),
    tryOut: tryOutLimits(limits, before),
    flaky: before.verdict === again.verdict ? [] : [`${before.verdict}, then ${again.verdict}`],
    verified: `verified by the tamper-resistant judge (${basename(tests)}; the code cannot forge it)`,
  };
}

interface Asked {
  readonly entry: string;
  /** Functions that the tests use. */
  readonly used: readonly string[];
  readonly source: SourceText;
  /** The tests use more of the file than the entry. */
  readonly whole: boolean;
}

/**
 * Several functions are reached through one; where what they give is no plain data, the tests have the others from the
 * file as it was.
 */
async function judgeOf(
  parts: Omit<JudgeFile, "entryPoint">,
  { entry, used, source, whole }: Asked,
  signal: AbortSignal,
) {
  const original = whole ? { original: source.text } : {};
  const one = used.length > 1 ? parts.language.fix.plain.throughOne(used) : undefined;
  const ways: JudgeFile[] = [
    ...(one ? [{ ...parts, ...original, tests: one.tests + parts.tests, entryPoint: one.name, behind: one.code }] : []),
    { ...parts, ...original, entryPoint: entry },
  ];
  for (const way of ways) {
    const judge: CheckText = (it, inner, limits = way.limits) => judgeFile({ ...way, limits }, it, inner);
    const before = await judge(source.text, signal);
    if (before.verdict !== "unsupported_type" || way === ways.at(-1)) return { judge, before };
  }
  throw new Error("there is one way at least");
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
