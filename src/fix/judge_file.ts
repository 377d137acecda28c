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
}

/** Judges a whole file by plain tests. */
export function judgeFile(parts: JudgeFile, source: string, signal?: AbortSignal): Promise<Judgement> {
  const { language, tests, entryPoint: entry_point, sandbox, limits, imports, original } = parts;
  const helpers = original ?? language.fix.plain.importsOf(source);
  const task = { check: { kind: "unit_tests", tests, helpers }, entry_point, language: language.id } as const;
  return judge({ code: source, source: "bare" }, task, sandbox, limits, { imports, signal });
}
