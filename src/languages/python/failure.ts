/** How the interpreter tells of failures. */
import type { CaseExecution, Failure } from "../../core/index.ts";

/** In the shape of a traceback, with the candidate's frames only. */
export function traceback(failure: Failure): string {
  const frames = failure.frames.map(
    (frame) => `  File "candidate.py", line ${frame.line}, in ${frame.function}\n    ${frame.source}`,
  );
  const head = frames.length > 0 ? ["Traceback (most recent call last):", ...frames] : [];
  const last = failure.message === "" ? failure.type : `${failure.type}: ${failure.message}`;
  return [...(failure.assertion === undefined ? [] : [failure.assertion]), ...head, last].join("\n");
}

const SYNTAX_ERRORS: ReadonlySet<string> = new Set(["SyntaxError", "IndentationError", "TabError"]);
/** How the message of an error in the program's own text ends; see `harness/program.py`. */
const OWN_TEXT = /\(program\.py, line \d+\)$/;

/** Marks a run of a program that does not parse: a program can also run, and then fail to parse something else. */
export function unreadMarked(execution: CaseExecution): CaseExecution {
  const { failure, exitCode } = execution;
  const unread =
    exitCode !== 0 && failure !== undefined && SYNTAX_ERRORS.has(failure.type) && OWN_TEXT.test(failure.message);
  return unread ? { ...execution, unread } : execution;
}
