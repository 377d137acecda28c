/** `replay:FILE`: saved generations answer again, so that they can be scored anew. */
import { z } from "zod";
import { type ChatModel, FINISH_REASONS, type RepairCallOptions } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { type AnswerFile, readAnswerFile } from "./answer_file.ts";
import type { ModelOptions } from "./backend.ts";
import { type Answer, answeringChat } from "./chat.ts";
import { rehearsed } from "./rehearsal.ts";
import { answersBehind } from "./tool_text.ts";

const count = z.number().int().nonnegative().optional().catch(undefined);
const usage = z.object({ prompt_tokens: count, completion_tokens: count });
const finishReason = z.enum(FINISH_REASONS).catch("unknown");

const attempt = z.object({
  completion: z.string(),
  prompt: z
    .array(z.object({ role: z.string(), content: z.string() }))
    .optional()
    .catch(undefined),
  edit: z.string().optional().catch(undefined),
  finish_reason: finishReason,
  token_usage: usage.optional().catch(undefined),
});

/** Our own records, those of the original program (flat counts), and any file with `completion` or `solution`. */
const savedRecord = z
  .object({
    task_id: z.union([z.string(), z.number()]).transform(String),
    sample: z.number().int().nonnegative().optional(),
    completion: z.string().optional(),
    solution: z.string().optional(),
    finish_reason: finishReason,
    token_usage: z
      .object({
        propose: usage.optional().catch(undefined),
        propose_prompt_tokens: count,
        propose_completion_tokens: count,
      })
      .optional()
      .catch(undefined),
    own_tests: z.object({ completion: z.string(), token_usage: usage }).optional().catch(undefined),
    attempts: z.union([z.array(attempt), z.unknown().transform(() => [])]).optional(),
  })
  .refine((row) => row.completion !== undefined || row.solution !== undefined || row.attempts?.length, {
    message: "neither `completion` nor `solution`",
  });
type SavedRecord = z.infer<typeof savedRecord>;

/** One answer per attempt; the tests that were asked for beside them. */
interface Attempts {
  readonly answers: readonly Answer[];
  readonly tests: Answer | undefined;
}
/** task_id → sample → attempts. */
type Answers = ReadonlyMap<string, ReadonlyMap<number, Attempts>>;

/**
 * A model whose answer to (task_id, sample, attempt) is the one recorded in `path`. Records without a `sample` are
 * numbered in the order in which they stand. Past the last recorded attempt, that attempt's text is given again.
 * @throws UserError where the file cannot be read, or (when asked) has no answer for the task.
 */
export async function openReplay(path: string, options: ModelOptions): Promise<ChatModel> {
  const file = await readAnswerFile(path, savedRecord);
  const answers = indexAnswers(path, file);
  return {
    name: options.model,
    identity: { backend: "replay", sha256: file.sha256 },
    dtype: "",
    answers: "replay",
    concurrency: Number.POSITIVE_INFINITY,
    callsTools: true,
    chat: answeringChat(async (_messages, call) => recordedAnswer(path, answers, call)),
    rehearse: (plan) => rehearsed(path, answers, plan),
    [Symbol.asyncDispose]: async () => {},
  };
}

function indexAnswers(path: string, file: AnswerFile<SavedRecord>): Answers {
  const answers = new Map<string, Map<number, Attempts>>();
  for (const { line, value } of file.lines) {
    const samples = answers.get(value.task_id) ?? new Map<number, Attempts>();
    const sample = value.sample ?? samples.size;
    if (samples.has(sample)) {
      throw new UserError(`${path}, line ${line}: a second answer to ${value.task_id}, sample ${sample}`);
    }
    answers.set(value.task_id, samples.set(sample, { answers: answersTo(value), tests: testsOf(value) }));
  }
  return answers;
}

function testsOf({ own_tests: own }: SavedRecord): Answer | undefined {
  return own && answerOf(own.completion, "unknown", own.token_usage);
}

function answersTo(row: SavedRecord): Answer[] {
  if (row.attempts?.length) {
    const answers = row.attempts.filter((saved) => saved.edit === undefined);
    // Programs of a search stand in for answers only where nobody was asked.
    const given = answers.length > 0 ? answers : row.attempts;
    return answersBehind(given).map(({ completion, attempt: saved }) =>
      answerOf(completion, saved?.finish_reason ?? "unknown", saved?.token_usage),
    );
  }
  const flat = row.token_usage;
  const counts = flat?.propose ?? {
    prompt_tokens: flat?.propose_prompt_tokens,
    completion_tokens: flat?.propose_completion_tokens,
  };
  return [answerOf(row.completion ?? row.solution ?? "", row.finish_reason, counts)];
}

function answerOf(text: string, finish: Answer["finishReason"], counts: z.infer<typeof usage> | undefined): Answer {
  return {
    text,
    promptTokens: counts?.prompt_tokens ?? 0,
    completionTokens: counts?.completion_tokens ?? 0,
    finishReason: finish,
  };
}

function recordedAnswer(path: string, answers: Answers, call: RepairCallOptions): Answer {
  const task = call.task_id ?? "";
  const samples = answers.get(task);
  if (samples === undefined) throw new UserError(`${path} has no answer to ${task || "a call without a task_id"}`);
  const attempts = samples.get(call.sample ?? 0);
  if (attempts === undefined) {
    throw new UserError(`${path} has no sample ${call.sample ?? 0} of ${task} (it has ${samples.size})`);
  }
  const { answers: own, tests } = attempts;
  if (call.wants === "tests" && tests !== undefined) return tests;
  const index = call.attempt ?? 0;
  const last = own.at(-1) as Answer;
  return own[index] ?? { ...last, promptTokens: 0, completionTokens: 0 };
}
