/**
 * HumanEvalFix as the Python original of this program measures it: src/agent/react_agent.py and
 * src/eval/humaneval_eval.py of Wayrion/jetbrains-llm-eval at commit fd4de83. Python alone.
 */
import type { Attempt, Candidate, Task } from "../../core/index.ts";
import type { Message } from "../prompts.ts";
import type { Preset } from "./preset.ts";

const SYSTEM =
  "You are a senior Python engineer who specializes in fixing buggy implementations. " +
  "You will receive the specification and the current broken code for one function. " +
  "Return only the fully corrected implementation as a single Python code block—no prose, " +
  "no testing harness, no inline explanations. Preserve the original function signature " +
  "and ensure the code is self-contained.";

const HEADER =
  "You are fixing a buggy Python implementation. " +
  "Read the specification, review the faulty code, and output a corrected implementation. " +
  "Preserve the function signature and entry-point name. Return only Python code in a single fenced block.";

const FOOTER =
  "Ensure the corrected code passes the hidden tests. " +
  "Do not include explanations, comments, or test code in your reply.";

export const original: Preset = {
  name: "original",
  source: "Wayrion/jetbrains-llm-eval fd4de83",
  flags: {
    ...{ context: "docs", temperature: "0", "top-p": "1", "max-new-tokens": "512" },
    ...{ imports: "none", timeout: "10" },
  },
  samples: 1,
  sampling: () => ({ stop: [] }),
  propose: (task) => [
    { role: "system", content: SYSTEM },
    { role: "user", content: questionOf(task) },
  ],
  extract: (completion) => candidate(codeOf(completion.trim())),
  reflect,
};

function questionOf({ prompt, buggy_solution, entry_point }: Task): string {
  return [
    HEADER,
    `Specification and starter code:\n\`\`\`python\n${prompt.trim()}\n\`\`\``,
    `Buggy implementation to fix:\n\`\`\`python\n${buggy_solution.trim()}\n\`\`\``,
    `Function to fix: \`${entry_point}\`. Do not rename it or change its arguments.`,
    FOOTER,
  ].join("\n\n");
}

/** It tells the model everything that the hidden tests printed. */
function reflect(task: Task, { candidate: code, stdout, stderr }: Attempt): Message[] {
  return [
    ...original.propose(task),
    { role: "assistant", content: `Here is my first attempt:\n\`\`\`python\n${code ?? ""}\n\`\`\`` },
    {
      role: "user",
      content:
        "The tests failed with the following error log. Please provide a corrected implementation.\n" +
        "Focus on correctness. Respond only with the full corrected code in a Python code block.\n" +
        `Error log:\n${stderr}\n${stdout}`,
    },
  ];
}

/** What stands between the first two fences, without its first line where that names the language. */
function codeOf(text: string): string {
  const inner = text.split("```")[1];
  if (inner === undefined) return text;
  const hasLabel = inner.trim().startsWith("python");
  return (hasLabel ? inner.split("\n").slice(1).join("\n") : inner).trim();
}

function candidate(code: string): Candidate {
  return code === "" ? { code: undefined, source: "none" } : { code, source: "fence" };
}
