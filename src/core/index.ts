/** The nouns of the program and its seams: what every other room speaks of. */
export type { Report } from "../lib/report.ts";
export * from "./candidate.ts";
export type * from "./execution.ts";
export * from "./failure.ts";
export type * from "./feedback.ts";
export type * from "./fix_support.ts";
export type * from "./harness.ts";
export type * from "./judgement.ts";
export * from "./language.ts";
export * from "./model.ts";
export type * from "./mutations.ts";
export type * from "./proposals.ts";
export type * from "./readonly.ts";
export * from "./record.ts";
export * from "./run_file.ts";
export * from "./sandbox_info.ts";
export * from "./task.ts";
export * from "./verdict.ts";
