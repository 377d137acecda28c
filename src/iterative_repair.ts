/** Improves the solutions of a file: `npx tsx src/iterative_repair.ts`, or `./run.ts repair`. */
import { runAsScript } from "./cli/script.ts";

await runAsScript(import.meta.url, "repair");
