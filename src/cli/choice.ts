/** Asks at a terminal which of several things is meant. */
import { createInterface } from "node:readline/promises";
import { forTerminal } from "../lib/terminal.ts";

/** @returns the place of the chosen one, from 0; undefined where there is no terminal, or no answer that counts */
export async function choice(question: string, options: readonly string[]): Promise<number | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const lines = options.map((option, at) => `  ${at + 1}  ${option}`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await asking.question(forTerminal(`${question}\n${lines.join("\n")}\n1 to ${options.length}: `));
    const number = Number(said.trim());
    return Number.isInteger(number) && number >= 1 && number <= options.length ? number - 1 : undefined;
  } finally {
    asking.close();
  }
}
