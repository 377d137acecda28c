/**
 * The library: what `import … from "code-repair-agent"` gives.
 *
 * Tasks are read, candidates are taken out of answers and judged in a sandbox, the agent repairs with any chat model,
 * and records are read and summed up. Whatever owns a process or a container is disposed of by whoever opened it
 * (`await using`, or `await it[Symbol.asyncDispose]()`).
 *
 * @packageDocumentation
 */

export { extractCode } from "./agent/extraction.ts";
/** The agent: propose → execute → (reflect → execute)*. */
export {
  type AgentGraph,
  type AgentParts,
  type AgentResult,
  agentGraph,
  buildAgent,
  type RepairAgent,
} from "./agent/react_agent.ts";
/** The nouns, and the seams behind which a sandbox or a model of one's own can stand. */
export * from "./core/index.ts";
/** Readers: files and the hub → tasks; solution files → problems. */
export { type LoadedTasks, type LoadOptions, loadTasks } from "./datasets/index.ts";
export { type Problem, readProblem, readSolutionFile, type SolutionFile } from "./datasets/solution_files.ts";
/** Records: what a run leaves, and what can be said of it. */
export { type ComparedRun, compareOutcomes, type OutcomesComparison } from "./evaluation/compare_outcomes.ts";
export { type EvaluationParts, evaluate, type Job as EvaluationJob } from "./evaluation/humaneval_eval.ts";
/** Statistics. */
export { bootstrapMean, type Interval, mcnemarExact, passAtK, wilson } from "./evaluation/metrics.ts";
export { type RecordsFile, RecordWriter, readRecords } from "./evaluation/records.ts";
export { readRunFile } from "./evaluation/run_file.ts";
export { type Plan, type Summary, summarize } from "./evaluation/summary.ts";
/** The judge: candidate + check → verdict. */
export { type Judged, type JudgeParts, judge, makeJudge } from "./judging/judge.ts";
export { makeRunTestsTool, type RunTestsResult } from "./judging/run_tests_tool.ts";
/** Languages: the table, and how one is added. */
export { languageOf, languages, registerLanguage } from "./languages/index.ts";
/** The one error that says how a user can mend it, and where the package's own data is. */
export { UserError } from "./lib/errors.ts";
export { shippedData } from "./lib/paths.ts";
/** Models: the text of `--model` → a LangChain chat model and what identifies it. */
export { type ModelSpec, type OpenOptions, parseModel } from "./models/index.ts";
/** Where candidates run. */
export { openSandbox, type SandboxOptions } from "./sandbox/index.ts";
export { DEFAULT_LIMITS } from "./sandbox/limits.ts";
export { openModel } from "./search/model.ts";
