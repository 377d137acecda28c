/** Candidate and tests in one process, as code_eval of OctoPack's scoring runs them. */

/**
 * A program that executes the candidate with its tests behind it in one namespace, their output unseen, and prints what
 * became of it. A candidate can print, patch or exit its way to `passed`.
 */
export function oneProcess(candidate: string, tests: string): string {
  // A JSON string is a Python one, too.
  return `import contextlib, io, sys
names = dict(globals())
try:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(${JSON.stringify(`${candidate.trim()}\n\n${tests}`)}, names)
    outcome = "passed"
except BaseException as error:
    outcome = f"failed: {type(error).__name__}: {error}"
sys.__stdout__.write(outcome.splitlines()[0] + "\\n")
`;
}
