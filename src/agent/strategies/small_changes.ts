/** Strategies that say where the bug may be: by the stack trace, and by the search's ranking of small edits. */
import type { Task } from "../../core/index.ts";
import { languageOf } from "../../languages/index.ts";
import { likelyEdits } from "../../search/likely_edits.ts";
import { fence } from "../quoting.ts";
import { mustDo, withMore } from "./ask_again.ts";
import type { Situation, Strategy } from "./strategy.ts";

/** Edits that are named. */
const HINTS = 6;

export const hints: Strategy = {
  ask(situation) {
    const edits = likelyEdits(situation.task, situation.docs, symptomOf(situation), HINTS);
    if (edits.length === 0) return withMore(situation, [mustDo(situation)]);
    const list = edits.map(({ edit }) => `- ${edit}`).join("\n");
    return withMore(situation, [
      `Lines count from the first line of the code above. Bugs like this one are often repaired by one of these changes:\n${list}`,
      mustDo(situation),
    ]);
  },
};

export const smallest: Strategy = {
  ask(situation) {
    const { task } = situation;
    const lines = suspiciousLines(situation);
    const { fence: label } = languageOf(task);
    const parts = [
      "Repair it by the smallest change: one line, or a few. Leave everything else as it is.",
      lines.length > 0
        ? `Look at ${lines.length === 1 ? "this line" : "these lines"} first:\n${fence(lines.join("\n"), label)}`
        : "",
      mustDo(situation),
    ];
    return withMore(situation, parts);
  },
};

/** Lines of the buggy program, the likeliest first: of the stack trace, then of the edits that the search ranks first. */
function suspiciousLines(situation: Situation): string[] {
  const { task, docs, attempts } = situation;
  const program = (task.declaration + task.buggy_solution).split("\n");
  const traced = (attempts.at(-1)?.failure?.frames ?? []).map(({ source }) => source.trim());
  const ranked = likelyEdits(task, docs, symptomOf(situation), HINTS).map(({ line }) =>
    (program[line - 1] ?? "").trim(),
  );
  const known = new Set(program.map((line) => line.trim()));
  return [...new Set([...traced, ...ranked])].filter((line) => line !== "" && known.has(line)).slice(0, 3);
}

/** How the program fails that was tried last: most repairs of a small model are close to the bug. */
function symptomOf({ attempts }: Pick<Situation, "attempts"> & { readonly task: Task }) {
  const last = attempts.at(-1);
  return last && { verdict: last.verdict, failure: last.failure };
}
