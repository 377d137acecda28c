/** Keys of this program's user, which no output may show: a server's reply may hold the key that it refuses. */

const SECRET = /(^|_)(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$/i;
/** Shorter values are words and numbers that a text has by chance. */
const SHORTEST = 8;

/** The text without the values of variables that are named like secrets. */
export function withoutSecrets(text: string, env: NodeJS.ProcessEnv = process.env): string {
  const values = Object.entries(env).flatMap(([name, value = ""]) =>
    SECRET.test(name) && value.trim().length >= SHORTEST ? [value.trim()] : [],
  );
  // One may be the beginning of another.
  const longestFirst = values.sort((a, b) => b.length - a.length);
  return longestFirst.reduce((kept, value) => kept.replaceAll(value, "***"), text);
}
