/**
 * `<out>.answers.jsonl`: what a model answered in a run that is not finished. Answers cost time or money; each is on
 * the disk before anybody uses it, so that an interrupted run asks for none of them again.
 */
import { type FileHandle, open, rm } from "node:fs/promises";
import { z } from "zod";
import { type ChatModel, FINISH_REASONS, type RepairCallOptions, tokenUsageSchema } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { fileExists } from "../lib/files.ts";
import { jsonLine } from "../lib/jsonl.ts";
import { isBlank, type Line, readLines } from "../lib/lines.ts";
import { giveToInvoker } from "../lib/ownership.ts";
import { answeringChat, fromMessage } from "../models/chat.ts";
import { callKey } from "./saved_answers.ts";

const count = z.number().int().nonnegative();
const entrySchema = z.object({
  config_hash: z.string(),
  task_id: z.string(),
  sample: count,
  attempt: count,
  completion: z.string(),
  finish_reason: z.enum(FINISH_REASONS),
  token_usage: tokenUsageSchema,
});
export type JournalEntry = z.infer<typeof entrySchema>;

export function journalPath(out: string): string {
  return `${out}.answers.jsonl`;
}

/** The journal of one run. Its results file's lock keeps others away. */
export class AnswerJournal implements AsyncDisposable {
  /** What earlier sessions of the run were told. */
  readonly entries: readonly JournalEntry[];
  readonly #path: string;
  readonly #hash: string;
  readonly #file: FileHandle;
  readonly #known: Map<string, JournalEntry>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, hash: string, file: FileHandle, entries: readonly JournalEntry[]) {
    this.#path = path;
    this.#hash = hash;
    this.#file = file;
    this.#known = new Map(entries.filter((it) => it.config_hash === hash).map((it) => [callKey(it), it]));
    this.entries = entries;
  }

  /**
   * @param resume keep what an earlier session was told; otherwise begin anew
   * @param hash the configuration that answers belong to: others are not used
   */
  static async open(path: string, resume: boolean, hash: string): Promise<AnswerJournal> {
    if (!resume) await rm(path, { force: true });
    const { entries, bytes } = await readEntries(path);
    const file = await open(path, "a");
    await giveToInvoker(path);
    // What a crash left half written would spoil the next line.
    await file.truncate(bytes);
    return new AnswerJournal(path, hash, file, entries);
  }

  /** The same model; what it has answered before is not asked again, what it answers now is written down first. */
  wrap(model: ChatModel): ChatModel {
    const chat = answeringChat(async (messages, call) => {
      const known = this.#known.get(callKey(call));
      if (known !== undefined) return toAnswer(known);
      const answer = fromMessage(await model.chat.invoke([...messages], call));
      // One that was given up at a deadline is no answer: another session may have more time.
      if (answer.finishReason !== "deadline") await this.#append(this.#entry(call, answer));
      model.kept?.(call);
      return answer;
    });
    return { ...model, chat, [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
  }

  /** Removes the file: every answer is in a record. */
  async discard(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#file.close();
  }

  #entry(call: RepairCallOptions, answer: ReturnType<typeof fromMessage>): JournalEntry {
    return {
      config_hash: this.#hash,
      task_id: call.task_id ?? "",
      sample: call.sample ?? 0,
      attempt: call.attempt ?? 0,
      completion: answer.text,
      finish_reason: answer.finishReason,
      token_usage: { prompt_tokens: answer.promptTokens, completion_tokens: answer.completionTokens },
    };
  }

  #append(entry: JournalEntry): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      await this.#file.appendFile(jsonLine(entry));
      await this.#file.datasync();
    });
    return this.#writing;
  }
}

function toAnswer({ completion, finish_reason, token_usage }: JournalEntry) {
  return {
    text: completion,
    promptTokens: token_usage.prompt_tokens,
    completionTokens: token_usage.completion_tokens,
    finishReason: finish_reason,
  };
}

/** The whole lines of the file, and how many bytes they are; a last line without an end is left out. */
async function readEntries(path: string): Promise<{ entries: JournalEntry[]; bytes: number }> {
  const entries: JournalEntry[] = [];
  let bytes = 0;
  if (!(await fileExists(path))) return { entries, bytes };
  for await (const line of readLines(path)) {
    if (!line.whole) break;
    bytes = line.start + line.length;
    if (!isBlank(line)) entries.push(parseEntry(line, path));
  }
  return { entries, bytes };
}

function parseEntry({ bytes, number }: Line, path: string): JournalEntry {
  try {
    return entrySchema.parse(JSON.parse(bytes.toString("utf8")));
  } catch (cause) {
    throw new UserError(`${path}, line ${number}: not a saved answer`, { hint: "mend or remove that line", cause });
  }
}
