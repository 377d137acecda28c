/** Prints what a model would be told about its solutions: `npx tsx src/model_feedback.ts`, or `./run.ts feedback`. */
import { runAsScript } from "./cli/script.ts";

export { formatFeedback } from "./agent/case_feedback.ts";
export { extractCode, getModelFeedback, runUnitTests } from "./solutions/feedback.ts";

await runAsScript(import.meta.url, "feedback");
