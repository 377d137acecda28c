/** What to try after `npm start`: a real model that is on this machine already, else one to download. */

import { visibleLine } from "../../src/lib/visible_text.ts";
import type { FoundModel } from "../../src/models/weights/inventory.ts";

/** How many are named. */
const SHOWN = 3;

/**
 * @param memory bytes of this machine
 * @returns command lines, each with its own line break
 */
export function nextStep(found: readonly FoundModel[], memory: number): string {
  const fits = found.filter((it) => it.trouble === undefined && it.memory !== undefined && it.memory < memory);
  if (fits.length === 0)
    return "Next, a real model (downloaded once):\n  ./run.ts --model Qwen/Qwen2.5-0.5B-Instruct --max 5\n";
  const named = fits.slice(0, SHOWN).map(({ name }) => `  ./run.ts --model ${quote(visibleLine(name))} --max 5\n`);
  const more = fits.length > SHOWN ? `  (${fits.length - SHOWN} more: ./run.ts models)\n` : "";
  return `Next, a real model that is on this machine already:\n${named.join("")}${more}`;
}

function quote(name: string): string {
  return /^[\w@%+=:,./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
