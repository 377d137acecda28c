/** Runs of a project's tests with a file changed, and the verdict on each beside the first one. */
import type {
  CommandExecution,
  CommandJob,
  CommandRun,
  CommandRunner,
  Judgement,
  Limits,
  Outcome,
  TestCommand,
  Verdict,
} from "../core/index.ts";

export interface CommandParts {
  readonly sandbox: CommandRunner;
  readonly limits: Limits;
  readonly job: Omit<CommandJob, "kind" | "overlay">;
  readonly read: TestCommand["read"];
}

/** @param file the one under repair, relative to the project; empty: none is changed */
export async function runTests(
  { sandbox, limits, job, read }: CommandParts,
  file: string,
  text: string,
  signal?: AbortSignal,
): Promise<CommandRun> {
  const overlay = file === "" ? {} : { [file]: text };
  return read(await sandbox.run({ ...job, kind: "command", overlay }, limits, signal), file);
}

/** The verdict on a run beside the first one: the same tests, none worse, and all well. */
export function judgeRun(run: CommandRun, first: CommandRun): Judgement {
  const { execution, outcomes, failure, verdict } = run;
  const { exitCode, stdout, stderr, runtimeSec, limit } = execution;
  const other = exitCode === 0 ? difference(outcomes, first.outcomes) : undefined;
  const told = { exit_code: exitCode, stdout, stderr: other ?? stderr, runtime_sec: runtimeSec };
  return {
    verdict: other === undefined ? (limitVerdict(limit) ?? (exitCode === 0 ? "passed" : verdict)) : "wrong_answer",
    execution: told,
    ...(failure && { failure }),
  };
}

function limitVerdict(limit: CommandExecution["limit"]): Verdict | undefined {
  if (limit === "time") return "timeout";
  if (limit === "memory") return "memory_limit";
  return limit === "output" ? "output_limit" : undefined;
}

/**
 * The verdict where only some of the failing tests are aimed at: these pass, and none that passed before fails.
 *
 * @param tests ids
 */
export function judgeAim(run: CommandRun, first: CommandRun, tests: readonly string[]): Judgement {
  const whole = judgeRun(run, first);
  const { outcomes } = run;
  if (run.execution.exitCode === 0 || run.execution.limit !== null || outcomes === undefined) return whole;
  const told = (stderr: string): Judgement => ({ ...whole, execution: { ...whole.execution, stderr } });
  const [before = new Map<string, Outcome>()] = [first.outcomes];
  if (idsOf(outcomes) !== idsOf(before)) return { ...told(OTHER_TESTS), verdict: "wrong_answer" };
  const broken = [...before].filter(([id, it]) => it === "passed" && outcomes.get(id) !== "passed").map(([id]) => id);
  if (broken.length > 0)
    return { ...told(`passed before and do not now: ${broken.join(", ")}`), verdict: "wrong_answer" };
  const progress = tests.filter((id) => outcomes.get(id) === "passed").length;
  return tests.length > 0 && progress === tests.length
    ? { verdict: "passed", execution: whole.execution }
    : { ...whole, ...(progress > 0 && { progress }) };
}

const OTHER_TESTS = "other tests were collected than at first";

function idsOf(outcomes: ReadonlyMap<string, Outcome>): string {
  return [...outcomes.keys()].sort().join("\n");
}

/** Why a run that ended well does not count; undefined: it does. */
function difference(now: CommandRun["outcomes"], first: CommandRun["outcomes"]): string | undefined {
  if (first === undefined) return undefined;
  if (now === undefined) return "the tests ended without their report";
  if (idsOf(now) !== idsOf(first)) return OTHER_TESTS;
  // One that ran before and is skipped now does not pass.
  const worse = [...first].filter(([id, before]) => before !== "skipped" && now.get(id) !== "passed");
  return worse.length === 0 ? undefined : `ran before and do not pass now: ${worse.map(([id]) => id).join(", ")}`;
}

/** Whose outcome is not the same in two runs of the same files. */
export function changedOutcomes(first: CommandRun, again: CommandRun): string[] {
  if (first.outcomes === undefined || again.outcomes === undefined)
    return first.execution.exitCode === again.execution.exitCode ? [] : ["the command's exit code"];
  return [...first.outcomes].filter(([id, outcome]) => again.outcomes?.get(id) !== outcome).map(([id]) => id);
}
