/** Lines for people, on stderr; what other people's programs wrote into them is made visible. */
import { visibleText } from "../lib/visible_text.ts";

export function say(line: string): void {
  process.stderr.write(`${visibleText(line)}\n`);
}
