/** Answers as edits: search and replace blocks, applied to the last program. */
import { languageOf } from "../../languages/index.ts";
import { extractCode } from "../extraction.ts";
import { fence } from "../quoting.ts";
import { mustDo, withMore } from "./ask_again.ts";
import type { Situation, Strategy } from "./strategy.ts";

const FORM = `<<<<<<< SEARCH
the lines to replace, exactly as they are
=======
the lines to put in their place
>>>>>>> REPLACE`;

export const editBlocks: Strategy = {
  ask(situation) {
    const program = programOf(situation);
    return withMore(situation, [
      `This program is wrong:\n${fence(program, languageOf(situation.task).fence)}`,
      mustDo(situation),
      `Do not write the whole program again. Answer with one or more blocks of this form, and nothing else:\n${FORM}`,
    ]);
  },
  read(completion, situation) {
    const edited = applyBlocks(programOf(situation), completion);
    // A model that writes the whole program all the same is taken at its word.
    return edited === undefined ? extractCode(completion, situation.task) : { code: edited, source: "edits" };
  },
};

/** The last program; the buggy one where no answer held any. */
function programOf({ attempts, task }: Situation): string {
  return attempts.findLast((it) => it.candidate !== null)?.candidate ?? task.declaration + task.buggy_solution;
}

const BLOCK = /^<{5,} *SEARCH *\n([\s\S]*?)^={5,} *\n([\s\S]*?)^>{5,} *REPLACE/gm;

/** The program with every block applied; undefined where there is none, or one does not fit. */
export function applyBlocks(program: string, completion: string): string | undefined {
  const blocks = [...completion.replace(/\r\n?/g, "\n").matchAll(BLOCK)];
  let text = program;
  for (const [, search = "", replace = ""] of blocks) {
    const at = search.trim() === "" ? -1 : text.indexOf(search);
    if (at < 0) return undefined;
    text = text.slice(0, at) + replace + text.slice(at + search.length);
  }
  return blocks.length === 0 ? undefined : text;
}
