/** `visualize`: results.jsonl → results.png. */
import { visualizeResults } from "../../report/draw_results.ts";
import type { FlagsOf } from "../flags/table.ts";

export async function run({ input, out, theme }: FlagsOf<"visualize">): Promise<number> {
  process.stdout.write(`${await visualizeResults({ input, output: out, theme })}\n`);
  return 0;
}
