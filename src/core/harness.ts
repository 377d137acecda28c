/** The half of the sandbox's harness that knows a language; see docs/ARCHITECTURE.md. */

export interface Harness {
  /** Its source files, for the interpreter that the isolation half runs on. */
  readonly folder: URL;
  /**
   * Their names without the ending, in the order in which they are loaded: each needs only those before it. The last is
   * what the isolation half talks to.
   */
  readonly files: readonly string[];
  /** Programs that try to cheat the judge or to get out; `doctor --attack` and the conformance suite run them. */
  readonly attacks: URL;
}
