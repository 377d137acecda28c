/**
 * Draws a results file: `npx tsx src/visualize_results.ts --input results/results.jsonl --out results/results.png`,
 * or `./run.ts visualize`.
 */
import { runAsScript } from "./cli/script.ts";

export { visualizeResults } from "./report/draw_results.ts";

await runAsScript(import.meta.url, "visualize");
