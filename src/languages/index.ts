/** The languages that are there. */

/** Where the harness's files that know the language stand: who runs a candidate, who judges it, how values travel. */
export const HARNESS_FOLDER = new URL("./python/harness/", import.meta.url);
