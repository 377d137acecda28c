/** What the commands on solution files print for people. */
import type { RunsComparison } from "../evaluation/runs_compare.ts";
import type { ProblemComparison, SolutionsComparison } from "../solutions/compare.ts";
import type { ProblemHygiene } from "../solutions/hygiene.ts";
import type { RepairSummary } from "../solutions/repair.ts";

/** Lines of a list that are shown; the JSON has them all. */
const SHOWN = 5;

export function comparisonText(it: SolutionsComparison): string {
  const byGain = [...it.problem_details].sort((a, b) => b.improvement - a.improvement);
  const worse = byGain.filter(({ status }) => status === "worse").reverse();
  const statistics: [string, string][] = [
    ["interval", `${interval(it.mean_improvement_ci95)}: 95 %, bootstrap over problems`],
    ["McNemar", mcnemar(it.newly_solved, it.newly_unsolved, it.mcnemar_p, "problems")],
  ];
  const broken = it.problem_details.filter((detail) => detail.newly_failing.length > 0);
  return blocks([
    rows([
      ["problems", `${it.improved_problems} improved, ${it.unchanged_problems} unchanged, ${it.worse_problems} worse`],
      ["solved", `${it.original_solved} → ${it.improved_solved} of ${it.total_problems} problems`],
      ["cases", `${it.original_passed_cases} → ${it.improved_passed_cases} of ${it.total_cases} passed`],
      ["all cases", change(it.original_overall_ratio, it.improved_overall_ratio)],
      ["per problem", change(it.original_mean_ratio, it.improved_mean_ratio)],
      ["verdicts", it.integrity],
      // One problem tells nothing of others.
      ...(it.total_problems > 1 ? statistics : []),
    ]),
    list("Most improved", byGain.filter(({ status }) => status === "improved").map(detailLine)),
    list("Worse", worse.map(detailLine)),
    list("Cases that passed before and fail now", broken.map(brokenLine)),
  ]);
}

export function runsText(it: RunsComparison): string {
  return blocks([
    ...(it.differences ? [`Not a fair pair: ${it.differences.join("; ")}`] : []),
    rows([
      ["tasks", `${it.original_solved} → ${it.improved_solved} of ${it.total_tasks} solved`],
      ["share", change(it.original_ratio, it.improved_ratio)],
      ["pass@1", change(it.original_pass_at_1, it.improved_pass_at_1)],
      ["interval", `${interval(it.improvement_ci95)}: 95 %, bootstrap over tasks`],
      ["McNemar", mcnemar(it.gained.length, it.lost.length, it.mcnemar_p, "tasks")],
      ["verdicts", both(it.original_integrity, it.improved_integrity)],
      ["gained", it.gained.join(", ") || "none"],
      ["lost", it.lost.join(", ") || "none"],
    ]),
    verdictLine(it),
  ]);
}

function both(before: string, after: string): string {
  return before === after ? before : `${before} → ${after}`;
}

/** The answer to "is B better than A?" in words that the numbers carry. */
function verdictLine({ improvement, improvement_ci95: [low, high], mcnemar_p: p }: RunsComparison): string {
  const certain = (p === null || p < 0.05) && (low > 0 || high < 0);
  if (certain) return improvement > 0 ? "The second run is better." : "The second run is worse.";
  return "These tasks do not tell the two runs apart.";
}

export function hygieneText(problems: readonly ProblemHygiene[]): string {
  const suspects = problems.filter(({ status }) => status === "suspect");
  const lines = problems.map(({ problem_id, name, status, solutions, reason }) => {
    const marks = { ok: "✅", suspect: "❌", unknown: "❔" };
    const scores = solutions.map(({ key, passed, total }) => `${key} ${passed}/${total}`).join(", ");
    const why = reason === undefined ? "" : `\n     ${reason}`;
    return `${marks[status]} ${title(problem_id, name)}: ${scores || "no known-good solution"}${why}`;
  });
  const ids = suspects.map(({ problem_id }) => problem_id).join(", ");
  const verdict =
    suspects.length === 0
      ? "No problem is suspect."
      : `No known-good solution passes the tests of ${suspects.length} of ${problems.length} problems (${ids}): a score on them says little.`;
  return blocks([lines.join("\n"), verdict]);
}

export interface RepairHead {
  readonly model: string;
  readonly modelKey: string;
  readonly output: string;
  readonly records: string;
  readonly cost: number | undefined;
}

export function repairText(it: RepairSummary, head: RepairHead): string {
  const lines = it.problems.map((problem) => {
    const { total_cases: total, best_passed: best, iterations, best_iteration: kept } = problem;
    const by = iterations === 0 ? "nothing to do" : `${iterations} asked, number ${kept} kept`;
    const mark = problem.solved ? "✅" : problem.status === "improved" ? "↗" : "=";
    return `${mark} ${title(problem.problem_id, problem.name)}: ${problem.original_passed} → ${best} of ${total} (${by})`;
  });
  return blocks([
    lines.join("\n"),
    rows([
      ["model", head.model],
      ["solutions", head.modelKey],
      ["problems", `${it.improved_problems} improved, ${it.unchanged_problems} unchanged; ${unfinished(it)}`],
      ["solved", `${it.original_solved} → ${it.solved_problems} of ${it.total_problems}`],
      ["all cases", change(it.original_overall_ratio, it.improved_overall_ratio)],
      ["per problem", change(it.original_mean_ratio, it.improved_mean_ratio)],
      ["verdicts", it.integrity],
      ["tokens", `${it.tokens.prompt} prompt, ${it.tokens.completion} completion${costNote(head.cost)}`],
      ["written", head.output],
      ["records", head.records],
    ]),
  ]);
}

function unfinished({ total_problems, completed_problems }: RepairSummary): string {
  const left = total_problems - completed_problems;
  return left === 0 ? "all done" : `${left} not done`;
}

function costNote(cost: number | undefined): string {
  return cost === undefined ? "" : `; cost ${cost.toFixed(4)}`;
}

function detailLine(it: ProblemComparison): string {
  return `${title(it.problem_id, it.name)}: ${it.original_passed} → ${it.improved_passed} of ${it.total_cases}`;
}

function brokenLine(it: ProblemComparison): string {
  const shown = it.newly_failing.slice(0, 10).map((index) => index + 1);
  const more = it.newly_failing.length - shown.length;
  return `${title(it.problem_id, it.name)}: case ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function title(id: number, name: string): string {
  return name === "" ? `problem ${id}` : `problem ${id} (${name})`;
}

function mcnemar(gained: number, lost: number, p: number | null, units: string): string {
  const test =
    p === null ? "no test, for there are several samples of a task" : `p = ${p.toPrecision(2)} (exact, two-sided)`;
  return `${gained} ${units} gained, ${lost} lost: ${test}`;
}

function change(before: number, after: number): string {
  return `${percent(before)} → ${percent(after)} (${points(after - before)})`;
}

function interval([low, high]: readonly [number, number]): string {
  return `${points(low)} to ${points(high)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A difference of shares: percentage points. */
function points(difference: number): string {
  return `${difference < 0 ? "−" : "+"}${Math.abs(100 * difference).toFixed(1)} points`;
}

function rows(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `  ${name.padEnd(11)} ${value}`).join("\n");
}

function list(head: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const more = lines.length > SHOWN ? [`… and ${lines.length - SHOWN} more`] : [];
  return [`${head}:`, ...[...lines.slice(0, SHOWN), ...more].map((line) => `  ${line}`)].join("\n");
}

function blocks(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
