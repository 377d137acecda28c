/**
 * Draws a results file: `npx tsx src/visualize_results.ts --input results/results.jsonl --output results/results.png`,
 * or `./run.ts visualize`.
 */
import { runAsScript } from "./commands/script.ts";

export { visualizeResults } from "./commands/visualize.ts";

await runAsScript(import.meta.url, "visualize");
