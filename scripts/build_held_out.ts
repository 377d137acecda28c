/**
 * Writes the mistakes that the search learns nothing from as a data set: `npx tsx scripts/build_held_out.ts --out FILE`,
 * then `./run.ts --model search --dataset-path FILE`.
 */
import { writeFileSync } from "node:fs";
import { text } from "../src/cli/flags/kinds.ts";
import { HELD_OUT, readCorpus } from "./search_corpus/read.ts";
import { script } from "./support/script.ts";

const { out } = script({
  about: "Writes the mistakes that the search learns nothing from as a data set.",
  flags: { out: { kind: text, takes: "FILE", default: "results/held_out.jsonl", help: "data set to write" } },
});
const rows = readCorpus()
  .filter((mistake) => HELD_OUT.has(mistake.file))
  .map(({ entryPoint, right, wrong, docs, tests, file }, index) => {
    const at = right.search(new RegExp(`^def ${entryPoint}\\(`, "m"));
    const declaration = right.slice(0, right.indexOf("\n", at) + 1);
    return {
      ...{ task_id: `HeldOutPython/${index}`, declaration, docstring: docs, entry_point: entryPoint, bug_type: file },
      prompt: `${declaration}    """${docs}"""\n`,
      buggy_solution: wrong.slice(wrong.indexOf("\n", wrong.search(new RegExp(`^def ${entryPoint}\\(`, "m"))) + 1),
      ...{ canonical_solution: right.slice(declaration.length), test: tests, failure_symptoms: "", example_test: "" },
    };
  });
writeFileSync(out, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
process.stderr.write(`${out}: ${rows.length} tasks\n`);
