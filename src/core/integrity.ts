/** How hard a verdict is to forge. */

/**
 * What a forger must do to have a wrong program pass: break the isolation; find out, inside the process that runs the
 * tests, a value that reaches it last; or end with the right exit status.
 */
export const INTEGRITY_LEVELS = ["separate-process", "challenge", "exit-status"] as const;

export type Integrity = (typeof INTEGRITY_LEVELS)[number];

/** What a score over some languages is worth: as much as the verdicts of the weakest. Undefined where there are none. */
export function weakestOf(languages: readonly { readonly integrity: Integrity }[]): Integrity | undefined {
  return INTEGRITY_LEVELS.findLast((level) => languages.some(({ integrity }) => integrity === level));
}
