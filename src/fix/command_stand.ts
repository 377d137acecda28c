/** How things stand with a project's tests: which fail, which functions they lead to, and how a repair of one is judged. */
import type { CommandRun, FunctionText, Limits, ProjectView } from "../core/index.ts";
import { type Aim, type Stand, testsByFunction } from "./aims.ts";
import { clearTargets, type FixWishes } from "./check.ts";
import { judgeAim, judgeRun } from "./command_run.ts";
import { evidenceIn } from "./evidence.ts";

/** The project's tests, with the file under repair. */
export interface Look {
  readonly wishes: FixWishes;
  readonly project: ProjectView;
  /** Relative to the project. */
  readonly file: string;
  readonly run: (text: string, signal?: AbortSignal, limits?: Limits) => Promise<CommandRun>;
}

/** @throws UserError (exit code 2) where nobody can say what is to be repaired */
export async function firstStand(look: Look, text: string, run: CommandRun): Promise<Stand> {
  const { wishes, project, file } = look;
  const { fix } = wishes.language;
  const failing = failingIn(run);
  if (run.execution.exitCode === 0) return { text, aims: [], failing, passes: true };
  const groups = wishes.function === undefined ? groupsOf(look, text, run) : [];
  if (groups.length > 0) return { text, aims: groups.map((it) => aimAt(look, run, it)), failing, passes: false };
  const targets = await clearTargets(wishes, fix.functionsOf(text), evidenceIn(run, project, file, fix));
  return {
    text,
    aims: [aimAt(look, run, { targets, tests: testsOf(look, text, run, targets) })],
    failing,
    passes: false,
  };
}

/** After a repair, nobody is asked any more: what leads to no function is left as it is. */
export function nextStand(look: Look, text: string, run: CommandRun): Stand {
  const passes = run.execution.exitCode === 0;
  const groups = passes || look.wishes.function !== undefined ? [] : groupsOf(look, text, run);
  return { text, aims: groups.map((it) => aimAt(look, run, it)), failing: failingIn(run), passes };
}

interface Group {
  readonly targets: readonly FunctionText[];
  readonly tests: readonly string[];
}

/** Functions that others of them use come first: these may fail for no reason of their own. */
function groupsOf({ wishes, project, file }: Look, text: string, run: CommandRun): Group[] {
  const { fix } = wishes.language;
  const all = [...testsByFunction(run, project, file, fix.functionsOf(text), fix).values()];
  const named = all.map(({ targets }) => fix.mentionsIn(targets.map(({ body }) => body).join("\n")).named);
  const uses = ({ targets }: Group): number => named.filter((names) => names.has(targets[0]?.name ?? "")).length;
  return all.sort((a, b) => uses(b) - uses(a));
}

/** Those of the failing tests that lead to a function that was named. */
function testsOf(look: Look, text: string, run: CommandRun, targets: readonly FunctionText[]): readonly string[] {
  return groupsOf(look, text, run).find((it) => it.targets[0]?.path === targets[0]?.path)?.tests ?? [];
}

/** Where no test is known to lead there, all must pass. */
function aimAt(look: Look, before: CommandRun, { targets, tests }: Group): Aim {
  const { stdout, stderr } = before.execution;
  const told = tests.map((id) => before.told.get(id) ?? "").join("\n") || `${stdout}\n${stderr}`;
  const judge = tests.length === 0 ? judgeRun : (run: CommandRun, first: CommandRun) => judgeAim(run, first, tests);
  return { targets, told, check: async (...how) => judge(await look.run(...how), before) };
}

function failingIn({ outcomes }: CommandRun): number | undefined {
  return outcomes && [...outcomes.values()].filter((it) => it === "failed").length;
}
