/** Answers for a replay model: known fixes, bugs as they were, and what is no program. */
import { writeFile } from "node:fs/promises";
import { jsonLine } from "../../src/lib/jsonl.ts";
import { rowsOf } from "../../test/support/answers.ts";

/** @returns the text for --model, and how many records it makes */
export async function writeReplay(path: string, dataset: string, samples: number) {
  const rows = rowsOf(dataset);
  const lines = rows.flatMap(({ task_id, declaration, canonical_solution, buggy_solution }, index) =>
    Array.from({ length: samples }, (_, sample) => {
      const place = index + sample;
      const body = place % 3 > 0 ? canonical_solution : buggy_solution;
      // Another comment each time: equal programs would be one job.
      const program = `\`\`\`python\n${declaration}${body}\n# ${sample}\n\`\`\``;
      const completion = place % 11 === 10 ? "I do not know." : place % 7 === 6 ? `${program.slice(0, -12)}(` : program;
      return jsonLine({ task_id, completion });
    }),
  );
  await writeFile(path, lines.join(""));
  return { replay: `replay:${path}`, records: lines.length };
}
