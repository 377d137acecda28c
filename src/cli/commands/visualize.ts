/** `visualize`: results.jsonl → results.png. */
import { printText } from "../../lib/terminal.ts";
import { visualizeResults } from "../../report/draw_results.ts";
import type { FlagsOf } from "../flags/table.ts";

export async function run({ input, out, theme }: FlagsOf<"visualize">): Promise<number> {
  printText(`${await visualizeResults({ input, output: out, theme })}\n`);
  return 0;
}
