/** Where a project's tests fail, as pytest and Python write it: which tests, which file, which lines. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { CommandRun, ProjectView } from "../../../core/index.ts";
import { UserError } from "../../../lib/errors.ts";

/** What pytest keeps: test id → true. */
const lastFailedSchema = z.record(z.string(), z.unknown());

/** The command that runs the files of the tests that pytest remembers as failed. */
export function lastFailed({ root, read }: Omit<ProjectView, "files">): string[] {
  const cache = ".pytest_cache/v/cache/lastfailed";
  const path = join(root, cache);
  if (!existsSync(path))
    throw new UserError(`${path} is not there`, { hint: "run pytest first; it remembers what failed" });
  const ids = Object.keys(parseLastFailed(read(cache), path));
  if (ids.length === 0) throw new UserError("pytest's record says that nothing failed last");
  // The whole files: what passed in them must still pass.
  return ["pytest", ...new Set(ids.map((id) => id.split("::")[0] ?? id))];
}

function parseLastFailed(text: string, path: string): z.infer<typeof lastFailedSchema> {
  try {
    return lastFailedSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(`${path} is not pytest's record of what failed`, { hint: "run pytest again", cause });
  }
}

const IS_TEST = /(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/;

/** The innermost file of the stack trace that is no test; else the first that the failing tests import. */
export function failingFile({ execution }: CommandRun, { files, read }: ProjectView, ids: readonly string[]): string {
  const named = [...execution.stdout.matchAll(/^(\S+\.py):\d+: /gm)].map((match) => match[1] ?? "");
  const known = named.filter((file) => files.includes(file) && !IS_TEST.test(file));
  const tests = ids.map((id) => id.split("::")[0] ?? "").filter((file) => files.includes(file));
  const imports = tests.flatMap((file) => [...read(file).matchAll(/^[ \t]*(?:from|import)[ \t]+([\w.]+)/gm)]);
  const modules = imports.map(([, module = ""]) => module.replaceAll(".", "/"));
  const paths = modules.flatMap((it) => [`${it}.py`, `${it}/__init__.py`, `src/${it}.py`, `src/${it}/__init__.py`]);
  const file = known.at(-1) ?? paths.find((path) => files.includes(path));
  if (file !== undefined) return file;
  throw new UserError("the stack trace names no file of the project besides the tests", {
    hint: "name it: fix FILE.py …",
  });
}

/** Lines of the project's files in stack traces. */
export function placesIn(output: string, { root, files }: ProjectView): { file: string; line: number }[] {
  const found = [...output.matchAll(/^(\S+\.py):(\d+): |^ +File "([^"\n]+\.py)", line (\d+)/gm)].map((match) => {
    const path = match[1] ?? match[3] ?? "";
    const file = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.replace(/^\.\//, "");
    return { file, line: Number(match[2] ?? match[4]) };
  });
  return found.filter(({ file }) => files.includes(file));
}
