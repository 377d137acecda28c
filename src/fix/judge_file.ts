/** A whole file, judged by tests of plain asserts. */
import type { ImportPrelude, Judgement, Limits, Sandbox } from "../core/index.ts";
import { judge } from "../judging/judge.ts";
import type { FixLanguage } from "./language.ts";

export interface JudgeFile {
  readonly language: FixLanguage;
  readonly sandbox: Sandbox;
  readonly limits: Limits;
  readonly imports: ImportPrelude;
  readonly tests: string;
  readonly entryPoint: string;
  /** The file as its user has it, where the tests use more of it than the entry point. */
  readonly original?: string;
  /** Stands behind the file's text, and in none of its frames. */
  readonly behind?: string;
}

/** Judges a whole file by plain tests. */
export async function judgeFile(parts: JudgeFile, source: string, signal?: AbortSignal): Promise<Judgement> {
  const { language, tests, entryPoint: entry_point, sandbox, limits, imports, original, behind = "" } = parts;
  const helpers = original ?? language.fix.plain.importsOf(source);
  const task = { check: { kind: "unit_tests", tests, helpers }, entry_point, language: language.id } as const;
  const told = await judge({ code: source + behind, source: "bare" }, task, sandbox, limits, { imports, signal });
  const { failure } = told;
  if (failure === undefined || behind === "") return told;
  const last = source.split("\n").length;
  return { ...told, failure: { ...failure, frames: failure.frames.filter(({ line }) => line <= last) } };
}
