/**
 * What the coordinator has asked and not been answered. It is the memory of the queue: whatever Redis has forgotten is
 * sent again from here, and of several answers the first counts.
 */
import type { Job, Queue } from "bullmq";
import { answersQueue, jobsQueue, ROLES, type Role } from "./keys.ts";
import type { Queues } from "./packages.ts";
import { isSealed } from "./seal.ts";
import { type JudgeReply, judgeReplySchema, type ModelReply, modelReplySchema } from "./wire.ts";

export interface ReplyOf {
  model: ModelReply;
  judge: JudgeReply;
}
type Reply = ReplyOf[Role];

interface Question {
  readonly role: Role;
  readonly data: { readonly id: string };
  sent: number;
  answer(reply: Reply): void;
}

/** Milliseconds after which an unanswered question is sent again; a job that is still there stays the only one. */
const AGAIN_MS = 8_000;
/** Answers to what nobody has asked yet: those to a coordinator that died. */
const MOST_EARLY = 10_000;
/** Seconds that an answer may wait for its place in the journal before it is acknowledged all the same. */
const KEPT_MS = 30_000;

export interface DeskOptions {
  readonly queues: Queues;
  readonly run: string;
  /** The model's name. */
  readonly model: string;
  /** Coordinators whose answers count: the run's first, and this one. */
  readonly epochs: readonly [first: number, own: number];
  readonly key: string | undefined;
  readonly warn: (line: string) => void;
}

export class Desk {
  readonly counts = { sent: 0, resent: 0, answered: 0, twice: 0, foreign: 0, dead: 0 };
  /** Jobs that are not sent any more: they end their workers. */
  readonly dead: string[] = [];
  /** Of calls that were answered a second time, by workers that were taken for dead: nobody's use, and no budget's. */
  readonly twice = { calls: 0, tokens: 0 };
  readonly #options: DeskOptions;
  readonly #queues: Readonly<Record<Role, Queue>>;
  readonly #open = new Map<string, Question>();
  readonly #answered = new Set<string>();
  readonly #early = new Map<string, Reply>();
  /** Answers that are given, but not yet on the disk. */
  readonly #unkept = new Map<string, () => void>();
  #under: Readonly<Record<Role, string>> = { model: "", judge: "" };

  constructor(options: DeskOptions) {
    this.#options = options;
    const { queues, model } = options;
    this.#queues = { model: queues.queue(jobsQueue("model", model)), judge: queues.queue(jobsQueue("judge", model)) };
  }

  /**
   * Begins to take answers.
   *
   * @param under digests of what the run's workers must be: what others have answered is dropped
   */
  listen(under: Readonly<Record<Role, string>>): void {
    this.#under = under;
    for (const role of ROLES)
      this.#options.queues.worker(answersQueue(role), (job) => this.#take(role, job), { concurrency: 64 });
  }

  get waiting(): number {
    return this.#open.size;
  }

  /** Puts a question, and waits for the first answer. @throws the signal's reason */
  async ask<R extends Role>(role: R, data: { readonly id: string }, signal?: AbortSignal): Promise<ReplyOf[R]> {
    const { id } = data;
    signal?.throwIfAborted();
    const early = this.#early.get(id);
    this.#early.delete(id);
    if (early !== undefined) return early as ReplyOf[R];
    this.#answered.delete(id);
    let drop = (): void => {};
    try {
      return await new Promise<ReplyOf[R]>((resolve, reject) => {
        drop = () => reject(signal?.reason);
        signal?.addEventListener("abort", drop);
        const question: Question = { role, data, sent: 0, answer: (reply) => resolve(reply as ReplyOf[R]) };
        this.#open.set(id, question);
        this.counts.sent++;
        void this.#send(question);
      });
    } finally {
      signal?.removeEventListener("abort", drop);
      this.#open.delete(id);
    }
  }

  /** Puts a job on the list of those that are not sent any more. */
  bury(line: string): void {
    this.counts.dead++;
    this.dead.push(line);
    this.#options.warn(`given up: ${line}`);
  }

  /** The answer is where no crash can take it: it may be acknowledged. */
  kept(id: string): void {
    this.#unkept.get(id)?.();
    this.#unkept.delete(id);
  }

  /** Sends again what has waited for long. */
  async sweep(): Promise<void> {
    const late = [...this.#open.values()].filter(({ sent }) => Date.now() - sent > AGAIN_MS);
    this.counts.resent += late.length;
    for (const role of ROLES) await this.#sendAll(role, late);
  }

  /** What cannot be sent now is sent again by `sweep`. Not in bulk: a transaction for one job costs more. */
  async #send(question: Question): Promise<void> {
    const { name, data, opts } = jobOf(question);
    await this.#queues[question.role].add(name, data, opts).catch(() => {});
  }

  async #sendAll(role: Role, questions: readonly Question[]): Promise<void> {
    const jobs = questions.filter((it) => it.role === role).map(jobOf);
    if (jobs.length > 0) await this.#queues[role].addBulk(jobs).catch(() => {});
  }

  /** The job of an answer ends when its answer is kept. */
  async #take(role: Role, job: Job): Promise<void> {
    const reply = this.#read(role, job.data);
    if (reply === undefined) return;
    const question = this.#open.get(reply.id);
    if (question === undefined || question.role !== role) this.#unasked(reply);
    else await this.#answer(question, reply);
  }

  /** Undefined for what is not of this run, or not what it says it is. */
  #read(role: Role, data: unknown): Reply | undefined {
    const { success, data: reply } = (role === "model" ? modelReplySchema : judgeReplySchema).safeParse(data);
    const { run, key, warn } = this.#options;
    const isOurs = success && reply.run === run && reply.id.startsWith(`${role}-`) && this.#isOfThisRun(role, reply);
    if (isOurs) {
      if (!("mac" in reply) || isSealed(reply as JudgeReply, key)) return reply as Reply;
      warn(`a verdict of ${reply.worker} is not sealed with this run's key: dropped`);
    }
    this.counts.foreign++;
    return undefined;
  }

  /** Not what a coordinator of before this run has asked, nor what another kind of worker has answered. */
  #isOfThisRun(role: Role, { epoch, under }: Reply): boolean {
    const [first, own] = this.#options.epochs;
    return epoch >= first && epoch <= own && under === this.#under[role];
  }

  #unasked(reply: Reply): void {
    if (this.#answered.has(reply.id)) this.#second(reply);
    else if (reply.result.ok && this.#early.size < MOST_EARLY) this.#early.set(reply.id, reply);
  }

  #second({ result }: Reply): void {
    this.counts.twice++;
    if (!result.ok || !("answer" in result)) return;
    this.twice.calls++;
    this.twice.tokens += result.answer.promptTokens + result.answer.completionTokens;
  }

  async #answer(question: Question, reply: Reply): Promise<void> {
    this.#open.delete(reply.id);
    this.#answered.add(reply.id);
    this.counts.answered++;
    if (question.role === "judge" || !reply.result.ok) return question.answer(reply);
    const kept = new Promise<void>((resolve) => {
      this.#unkept.set(reply.id, resolve);
      setTimeout(resolve, KEPT_MS).unref();
    });
    question.answer(reply);
    await kept;
  }
}

/** As it is sent now. */
function jobOf(question: Question) {
  question.sent = Date.now();
  const { role, data } = question;
  return { name: role, data, opts: { jobId: data.id } };
}
