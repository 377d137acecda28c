/** Where tasks come from: a file that the user names, a file in `dataset/`, or the hub. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Language, Report, Task } from "../core/index.ts";
import { DEFAULT_LANGUAGE, findLanguage, languages } from "../languages/index.ts";
import { UserError, usageError } from "../lib/errors.ts";
import { dataFolders } from "../lib/paths.ts";
import { readStored } from "../lib/stored/stored_file.ts";
import { checkFormat, nameOf, parseTasks } from "./data_file.ts";
import { cachePath, downloadDataset } from "./hub.ts";
import { isLanguage, languageIds } from "./humaneval_pack.ts";
import { HUMANEVALFIX, suiteOf } from "./suite.ts";

export { HUMANEVALFIX };

export interface LoadOptions {
  /** A .jsonl, .json or .parquet file, packed or not; without it HumanEvalFix, from where data is kept or else from the hub. */
  readonly path?: string;
  /** Keep these tasks only. */
  readonly taskIds?: readonly string[];
  /** Keep the first so many of what is left. */
  readonly max?: number;
  /** Which part of HumanEvalFix, where no path is given; with one, the language of rows that say none, and the only one kept. */
  readonly language?: string;
  /** Where HumanEvalFix is looked for; a download goes to the first. */
  readonly folders?: readonly [string, ...string[]];
  /** Told of a download. */
  readonly report?: Report;
  readonly signal?: AbortSignal;
}

export interface LoadedTasks {
  /** In the order of the data set. */
  readonly tasks: Task[];
  /** Those of the whole file that can be run here. */
  readonly languages: readonly Language[];
  /** Short and fit for a file name: "humanevalfix_js", "my_tasks". */
  readonly name: string;
  /** The published benchmark that it is, as labels name it; undefined for any other data. */
  readonly suite: string | undefined;
  readonly path: string;
  /** SHA-256 of the whole file, unpacked, in hex. */
  readonly sha256: string;
  /** Tasks in the whole file. */
  readonly total: number;
  /** Their ids. */
  readonly ids: ReadonlySet<string>;
}

/**
 * Loads a data set and selects from it.
 *
 * @throws UserError in one line for everything that the user can mend: no such file, not the format, a wrong row
 * (naming file, line or row, and field), an unknown task id, no network
 */
export async function loadTasks(options: LoadOptions): Promise<LoadedTasks> {
  assertLanguage(options.language);
  const path = options.path ?? (await benchmarkPath(options));
  checkFormat(path);
  const bytes = await readStored(path, options.signal);
  const all = await parseTasks(bytes, path, options.language);
  const chosen = selectTasks(ofLanguage(all, options, path), options.taskIds, path);
  return {
    tasks: options.max === undefined ? chosen : chosen.slice(0, options.max),
    languages: languages().filter(({ id }) => all.some((task) => task.language === id)),
    name: nameOf(path),
    suite: options.path === undefined ? HUMANEVALFIX : suiteOf(all),
    path,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    total: all.length,
    ids: new Set(all.map(({ task_id }) => task_id)),
  };
}

/**
 * Refuses tasks that cannot be judged here.
 *
 * @throws UserError naming the first task whose language is not there
 */
export function assertEvaluable(tasks: readonly Task[]): void {
  const other = tasks.find((task) => findLanguage(task.language) === undefined);
  if (other === undefined) return;
  const there = languages().map(({ name }) => name);
  const only = `only ${there.join(" and ")} tasks can be evaluated so far`;
  throw new UserError(`${other.task_id} is ${other.language}: ${only}`, {
    hint: `choose a ${there[0]} data set, or ${there[0]} tasks with --task-id`,
  });
}

function assertLanguage(id: string | undefined): void {
  if (id === undefined || isLanguage(id)) return;
  throw usageError(`--language ${id} is not known`, `choose ${languageIds().join(", ")}`);
}

async function benchmarkPath(options: LoadOptions): Promise<string> {
  const { language = DEFAULT_LANGUAGE.id, folders = dataFolders(), report = () => {}, signal } = options;
  const there = keptBenchmark(language, folders);
  if (there !== undefined) return there;
  const [folder] = folders;
  return (await downloadDataset({ language, folder, report, ...(signal && { signal }) })).path;
}

/** The file of HumanEvalFix that is on this machine already: our download, else what the original program wrote. */
export function keptBenchmark(language: string, folders: readonly string[] = dataFolders()): string | undefined {
  const downloads = folders.map((folder) => cachePath(folder, language));
  const originals =
    language === DEFAULT_LANGUAGE.id ? folders.map((folder) => join(folder, "humaneval_py.parquet")) : [];
  return [...downloads, ...originals].find((path) => existsSync(path));
}

/** Of a file that the user names, what is written in the language that he names. */
function ofLanguage(tasks: readonly Task[], { path: named, language }: LoadOptions, path: string): readonly Task[] {
  if (named === undefined || language === undefined) return tasks;
  const own = tasks.filter((task) => task.language === language);
  if (own.length > 0) return own;
  const there = [...new Set(tasks.map((task) => task.language))];
  throw new UserError(`${path} has no task in ${language}`, {
    hint: `its tasks are written in ${there.join(", ")}: leave out --language, or choose one of these`,
  });
}

/** How many ids an error message shows. */
const SHOWN_IDS = 3;

function selectTasks(tasks: readonly Task[], ids: readonly string[] | undefined, path: string): Task[] {
  if (ids === undefined) return [...tasks];
  const wanted = new Set(ids);
  const chosen = tasks.filter((task) => wanted.delete(task.task_id));
  const [unknown] = wanted;
  if (unknown === undefined) return chosen;
  const some = tasks.slice(0, SHOWN_IDS).map((task) => task.task_id);
  throw new UserError(`${path} has no task "${unknown}"`, { hint: `it has ${some.join(", ")}, …` });
}
