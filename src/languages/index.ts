/** The languages that are there. */

/** Where the harness's files that know the language stand: who runs a candidate, who judges it, how values travel. */
export const HARNESS_FOLDER = new URL("./python/harness/", import.meta.url);

/** Programs that try to cheat the judge or to get out; `doctor --attack` and the conformance suite run them. */
export const ATTACKS_FOLDER = new URL("./python/attacks/", import.meta.url);
