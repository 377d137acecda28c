/** Small solution files for tests, and programs for them. */
import { readFileSync, writeFileSync } from "node:fs";

/** The numbers whose doubles a program must print, one case each. */
export const INPUTS = [1, 2, 3, 4, 5] as const;

/** A reply with a program that doubles the numbers up to `right`, and prints nonsense for the others. */
export function doubler(right: number): string {
  return `Here it is.\n\n\`\`\`python\nn = int(input())\nprint(2 * n if n <= ${right} else 'no')\n\`\`\`\n`;
}

export interface TestProblem {
  readonly name?: string;
  /** Cases that the model's solution passes at first. */
  readonly right?: number;
  /** More fields of the row, or other ones. */
  readonly fields?: object;
}

/** Writes a file of problems that ask for doubles. */
export function writeSolutions(path: string, problems: readonly TestProblem[]): string {
  const rows = problems.map(({ name = null, right = 1, fields = {} }, index) => ({
    problem: `Problem number ${index}: read a number and print its double.`,
    name,
    input_output: { inputs: INPUTS.map((n) => `${n}\n`), outputs: INPUTS.map((n) => `${2 * n}\n`) },
    human_solution: "print(2 * int(input()))\n",
    claude_solution: doubler(right),
    ...fields,
  }));
  writeFileSync(path, JSON.stringify(rows));
  return path;
}

/** Writes a script for `scripted:`, one list of replies per problem. */
export function writeScript(path: string, replies: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.entries(replies).map(([task_id, completions]) => JSON.stringify({ task_id, completions }));
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

// biome-ignore lint/suspicious/noExplicitAny: what a program wrote is looked into freely
export function readJson(path: string): any {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The lines of a JSON Lines file. */
// biome-ignore lint/suspicious/noExplicitAny: what a program wrote is looked into freely
export function readLines(path: string): any[] {
  const text = readFileSync(path, "utf8").trimEnd();
  return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line));
}
