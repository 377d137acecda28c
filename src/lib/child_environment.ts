/** What a child process gets to know of this program's environment: named variables, never a key. */

/** What programs need to start and to find their libraries. */
const STARTING = ["PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP"] as const;
const WINDOWS = ["SystemRoot", "ComSpec", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA"] as const;

/**
 * An environment of these variables and no others.
 * @param more names that this kind of child needs besides
 */
export function childEnvironment(more: readonly string[] = [], env = process.env): Record<string, string> {
  const names = [...STARTING, ...WINDOWS, ...more];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
