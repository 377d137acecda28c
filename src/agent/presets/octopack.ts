/**
 * HumanEvalFix as OctoPack measures it: bigcode_eval/tasks/humanevalpack of bigcode-evaluation-harness at commit
 * 0261c52, `--prompt instruct`. A model goes on with a text that ends in the function's head; there is no chat.
 */
import type { Candidate, Language, PresetName, Task } from "../../core/index.ts";
import { languageOf } from "../../languages/index.ts";
import { UserError } from "../../lib/errors.ts";
import type { Preset, PresetTask } from "./preset.ts";

export const octopackTests = octopack("octopack-fixtests", "tests");
export const octopackDocs = octopack("octopack-fixdocs", "docs");

function octopack(name: PresetName, shows: "tests" | "docs"): Preset {
  const head = ({ prompt, declaration }: PresetTask): string => (shows === "docs" ? prompt : declaration);
  return {
    name,
    source: "bigcode-evaluation-harness 0261c52, humanevalpack",
    flags: {
      ...{ context: shows, temperature: "0.2", "top-p": "0.95", "max-new-tokens": "2048" },
      ...{ imports: "octopack", timeout: "10", iters: "0" },
    },
    samples: 20,
    sampling: (language) => ({ stop: completionOf({ ...(language && { language }) }).stop, template: "none" }),
    propose: (task) => [{ role: "user", content: questionOf(task, head(task), shows) }],
    extract: (completion, task) => goneOnWith(head(task), completion, task),
  };
}

/** `get_prompt`: context, instruction, and the head that the answer goes on from, whose last line break is left to it. */
function questionOf(task: Task, head: string, shows: "tests" | "docs"): string {
  const { check, entry_point, buggy_solution } = task;
  const tests = shows === "tests" && check.kind === "unit_tests" ? `\n${check.tests}` : "";
  const context = `${head}${buggy_solution}${tests}`;
  return `${context}\nFix bugs in ${entry_point}.\n\n${head}`.trim();
}

/** `postprocess_generation`: whatever was written is put under the head. */
function goneOnWith(head: string, text: string, task: PresetTask): Candidate {
  return { code: head.trimEnd() + completionOf(task).cut(text), source: "body" };
}

function completionOf(task: { readonly language?: string }): NonNullable<Language["completion"]> {
  const { completion, name } = languageOf(task);
  if (completion === undefined) throw new UserError(`OctoPack's presets do not know how a function in ${name} ends`);
  return completion;
}
