/**
 * How bigcode-evaluation-harness ends the completion of a Python function: `LANGUAGE_TO_STOP_WORDS` and
 * `remove_last_block` of bigcode_eval/tasks/humanevalpack.py, whose stop texts are CodeGeeX's.
 */
import type { Completion } from "../../core/index.ts";

const STOP = ["\nclass", "\ndef", "\n#", "\n@", "\nprint", "\nif", "\nassert", "<|endoftext|>"] as const;

export const completion: Completion = { stop: STOP, cut };

/** One stop text after the other is cut at, then the first line that is not indented ends the function. */
function cut(text: string): string {
  let kept = text.trimEnd();
  for (const stop of STOP) {
    const at = kept.indexOf(stop);
    if (at >= 0) kept = kept.slice(0, at);
  }
  const lines = kept.split("\n");
  const end = lines.findIndex((line) => line.trim() !== "" && !/^[ \t]/.test(line));
  return end < 0 ? kept : lines.slice(0, end).join("\n");
}
