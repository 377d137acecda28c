/** A whole file, judged by tests of plain asserts. */
import type { ImportPrelude, Judgement, Limits, Sandbox } from "../core/index.ts";
import { judge } from "../judging/judge.ts";
import { importsOf } from "../languages/python/fix/plain_tests.ts";

export interface JudgeFile {
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
  const { tests, entryPoint: entry_point, sandbox, limits, imports, original } = parts;
  const check = { kind: "unit_tests", tests, helpers: original ?? importsOf(source) } as const;
  return judge({ code: source, source: "bare" }, { check, entry_point }, sandbox, limits, { imports, signal });
}
