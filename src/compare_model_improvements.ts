/** Compares two solution files: `npx tsx src/compare_model_improvements.ts`, or `./run.ts compare`. */
import { runAsScript } from "./cli/script.ts";

await runAsScript(import.meta.url, "compare");
