/** What anyone can check of a published results file: that it is whole, unchanged, and says what judging says. */

import { EXTRACTION_VERSION, extractCode } from "../agent/extraction.ts";
import { type Preset, savedPreset } from "../agent/presets/index.ts";
import { promptFingerprint } from "../agent/prompt_fingerprint.ts";
import { firstMessages, toolMessages } from "../agent/prompts.ts";
import {
  type Attempt,
  PROMPTS,
  type ResultsSeal,
  type RunFile,
  type SampleRecord,
  STRATEGIES,
  type Task,
} from "../core/index.ts";
import type { LoadedTasks } from "../datasets/index.ts";
import { configHash, JUDGE_VERSION } from "./config.ts";
import { ofShard } from "./plan.ts";
import { recordKey } from "./records.ts";
import { nameOf, type Rejudged } from "./rejudge.ts";

export interface CheckResult {
  readonly check: string;
  /** `skipped`: what it needs is not there, or was made by another version. */
  readonly result: "ok" | "failed" | "skipped";
  readonly detail: string;
}

export interface Verified {
  readonly records: readonly SampleRecord[];
  readonly run: RunFile | undefined;
  readonly data: LoadedTasks;
  /** The results file as it is now. */
  readonly seal: ResultsSeal;
}

/** Everything that can be checked without running any code. */
export function checkFiles(verified: Verified): CheckResult[] {
  const tasks = new Map(verified.data.tasks.map((task) => [task.task_id, task]));
  return [
    ...checkRunFile(verified),
    listed("records agree with themselves", verified.records, contradiction),
    ...checkText(verified, tasks),
  ];
}

function checkRunFile({ records, run, data, seal }: Verified): CheckResult[] {
  if (run === undefined)
    return [skipped("run file", "there is none: the settings, the data and the file's hash are not known")];
  const { results, config_hash } = run;
  return [
    results === undefined
      ? skipped("hash of the results file", "the run file does not have it")
      : same("hash of the results file", results.sha256, seal.sha256),
    same("hash of the configuration", config_hash, configHash(run.config)),
    listed("records belong to the configuration", records, (record) =>
      record.config_hash === config_hash ? undefined : `config_hash ${record.config_hash}`,
    ),
    same("hash of the data set", run.dataset.sha256, data.sha256),
    checkSelection(records, run),
  ];
}

/** Every planned sample once, and no other. */
function checkSelection(records: readonly SampleRecord[], { selection }: RunFile): CheckResult {
  const check = "every planned sample is recorded";
  if (selection === undefined) return skipped(check, "the run file does not say what was planned");
  const ids = ofShard(selection.tasks, selection.shard);
  const planned = new Set(
    ids.flatMap((task_id) => Array.from({ length: selection.samples }, (_, sample) => recordKey({ task_id, sample }))),
  );
  const found = new Set(records.map(recordKey));
  const missing = [...planned].filter((key) => !found.has(key));
  const extra = [...found].filter((key) => !planned.has(key));
  if (missing.length + extra.length === 0) return ok(check, `${planned.size} of ${planned.size}`);
  return failed(check, `${missing.length} missing, ${extra.length} that were not planned`);
}

/** What a record says twice must be the same both times. */
function contradiction(record: SampleRecord): string | undefined {
  const last = record.attempts.at(-1);
  if (record.passed !== (record.verdict === "passed"))
    return `passed is ${record.passed}, the verdict ${record.verdict}`;
  if (record.schema_version === 0) return undefined;
  if (last?.verdict !== record.verdict)
    return `the verdict is ${record.verdict}, that of the last attempt ${last?.verdict}`;
  if (last.completion !== record.completion || last.candidate !== record.candidate)
    return "completion and candidate are not those of the last attempt";
  const all = record.candidates ?? record.attempts;
  const asked = all.filter((attempt) => attempt.edit === undefined).length;
  const attempts = asked + (record.search?.attempts ?? 0);
  if (record.iters !== attempts - 1) return `iters is ${record.iters} with ${attempts} attempts`;
  const { propose, reflect } = record.token_usage;
  const answers = [...all, ...(record.own_tests ? [record.own_tests] : [])];
  const written = answers.reduce((sum, answer) => sum + answer.token_usage.completion_tokens, 0);
  const counted = propose.completion_tokens + reflect.completion_tokens;
  return written === counted ? undefined : `token_usage has ${counted} completion tokens, the attempts ${written}`;
}

/** Prompts and candidates, made again from the data set and the completions. */
function checkText({ records, run, data }: Verified, tasks: ReadonlyMap<string, Task>): CheckResult[] {
  const isOriginal = records.some(({ schema_version }) => schema_version === 0);
  const prompts = "prompts are those of this version";
  const candidates = "candidates follow from the completions";
  const [preset, words] = [savedPreset(run?.config), savedWords(run)];
  const isAsked = run?.config.preset === undefined || preset !== undefined;
  const ours = (key: string, now: unknown): boolean => run?.config[key] === now && isAsked && !isOriginal;
  return [
    listed("the data set has every task", records, ({ task_id }) => (tasks.has(task_id) ? undefined : "unknown task")),
    ours("prompts", promptFingerprint(data.languages, words))
      ? listed(prompts, records, (record) => otherPrompt(record, tasks.get(record.task_id), words, preset))
      : skipped(prompts, "the run was made with other prompts"),
    run === undefined || isOriginal || !isAsked || run.config.rescored_with !== undefined
      ? skipped(candidates, "the run was made with another extraction")
      : checkCandidates(records, (record) => otherCandidate(record, run, tasks.get(record.task_id), preset)),
  ];
}

function otherPrompt(
  record: SampleRecord,
  task: Task | undefined,
  { prompt = "plain", tools }: ReturnType<typeof savedWords>,
  preset?: Preset,
): string | undefined {
  // A search asks nobody; a model beside it is asked as if it came first.
  const sent = (record.candidates ?? record.attempts).find((attempt) => attempt.edit === undefined)?.prompt;
  if (task === undefined || sent === undefined) return undefined;
  const own = () => (tools ? toolMessages(task, record.context) : firstMessages(task, record.context, prompt));
  const expected = preset?.propose(task) ?? own();
  // With tools the first program may come after some talk.
  const first = tools ? sent.slice(0, expected.length) : sent;
  return JSON.stringify(expected.map(textOf)) === JSON.stringify(first.map(textOf))
    ? undefined
    : "another first prompt";
}

function savedWords(run: RunFile | undefined) {
  const prompt = PROMPTS.find((name) => name === run?.config.prompt);
  const strategy = STRATEGIES.find((name) => name === run?.config.strategy);
  const { tools, ownTests } = run?.config ?? {};
  return {
    ...{ prompt, strategy, tools: tools === true ? (true as const) : undefined },
    ownTests: typeof ownTests === "number" ? ownTests : undefined,
  };
}

function textOf({ role, content }: Attempt["prompt"][number]): readonly string[] {
  return [role, content];
}

/** The first attempt whose candidate this version would not take out of its completion. */
function otherCandidate({ attempts }: SampleRecord, run: RunFile, task: Task | undefined, preset?: Preset) {
  const extract = preset?.extract ?? extractCode;
  const other = attempts.find(
    // Edits say nothing without the program that they were made to.
    ({ completion, candidate, extraction }) =>
      task !== undefined && extraction !== "edits" && (extract(completion, task).code ?? null) !== candidate,
  );
  return other && { number: other.attempt, earlier: isOfEarlierExtraction(other, run) };
}

/** Whether an attempt of a run was taken out by the extraction of an earlier version. */
export function isOfEarlierExtraction({ extraction_rule }: Attempt, run: RunFile | undefined): boolean {
  return run !== undefined && run.config.extraction !== EXTRACTION_VERSION && extraction_rule === undefined;
}

function checkCandidates(
  records: readonly SampleRecord[],
  other: (record: SampleRecord) => ReturnType<typeof otherCandidate>,
): CheckResult {
  const check = "candidates follow from the completions";
  const found = records.map((record) => ({ record, attempt: other(record) })).filter((it) => it.attempt !== undefined);
  const earlier = found.filter(({ attempt }) => attempt?.earlier).length;
  const wrong = found.filter(({ attempt }) => !attempt?.earlier);
  if (wrong.length > 0)
    return failed(
      check,
      some(wrong.map(({ record, attempt }) => `${nameOf(record)}: attempt ${attempt?.number} has another candidate`)),
    );
  const as = `${records.length - earlier} of ${records.length}`;
  return earlier === 0 ? ok(check, as) : skipped(check, `${as}; the others were taken out by an earlier extraction`);
}

/** The verdicts as they were recorded, against those of judging again now. */
export function checkVerdicts(judged: readonly Rejudged[], run: RunFile | undefined): CheckResult {
  const check = "verdicts, judged again";
  const now = (before: SampleRecord, after: SampleRecord) => verdictsOf(after, before.schema_version === 0);
  const changed = judged.filter(({ before, after }) => verdictsOf(before) !== now(before, after));
  // An earlier judge could not compare some values, or made plain ones of them: no word of theirs is a contradiction.
  const earlier = run?.config.judge !== JUDGE_VERSION;
  const different = changed.filter((it) => !earlier || !isOfValues(it));
  const as = `${judged.length - changed.length} of ${judged.length} as recorded`;
  if (different.length === 0)
    return ok(
      check,
      changed.length === 0 ? as : `${as}; ${changed.length} by values that an earlier judge did not take`,
    );
  const words = different.map(
    ({ before, after }) => `${nameOf(before)}: ${verdictsOf(before)}, now ${now(before, after)}`,
  );
  return failed(check, some(words));
}

function isOfValues({ before, after }: Rejudged): boolean {
  return [before, after].some(({ attempts }) => attempts.some(({ verdict }) => verdict === "unsupported_type"));
}

/** The original recorded whether the fix passed, and no verdict. */
function verdictsOf({ attempts, passed, schema_version }: SampleRecord, original = schema_version === 0): string {
  if (original) return passed ? "passed" : "failed";
  return attempts.map(({ verdict }) => verdict).join(", ");
}

function listed(
  check: string,
  records: readonly SampleRecord[],
  wrong: (record: SampleRecord) => string | undefined,
): CheckResult {
  const found = records.flatMap((record) => {
    const what = wrong(record);
    return what === undefined ? [] : [`${nameOf(record)}: ${what}`];
  });
  return found.length === 0 ? ok(check, `${records.length} of ${records.length}`) : failed(check, some(found));
}

const SHOWN = 3;

function some(all: readonly string[]): string {
  const more = all.length > SHOWN ? `; and ${all.length - SHOWN} more` : "";
  return `${all.slice(0, SHOWN).join("; ")}${more}`;
}

function same(check: string, recorded: string, now: string): CheckResult {
  return recorded === now ? ok(check, now) : failed(check, `recorded ${recorded}, now ${now}`);
}

const ok = (check: string, detail: string): CheckResult => ({ check, result: "ok", detail });
const failed = (check: string, detail: string): CheckResult => ({ check, result: "failed", detail });
const skipped = (check: string, detail: string): CheckResult => ({ check, result: "skipped", detail });
