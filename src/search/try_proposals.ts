/** An ordered stream of programs, judged side by side: the first in order that passes wins, whichever ends first. */
import type { Candidate, Judgement, Proposal, Proposals, SearchLimits, SearchTrace, Verdict } from "../core/index.ts";

/** A program that was executed. */
export interface Tried {
  readonly proposal: Proposal;
  /** Its place in the order, from 0. */
  readonly index: number;
  readonly judgement: Judgement;
  readonly seconds: number;
}

export interface Trial {
  /** The first proposal; the unchanged program where there is none. */
  readonly first: Tried;
  /** The program that ended the search: one that passed, or one on which the isolation layer failed. */
  readonly last?: Tried;
  readonly trace: SearchTrace;
}

export interface TrialParts extends Pick<SearchLimits, "budget" | "seconds"> {
  readonly proposals: Proposals;
  /** Edits of a program that got further than the unchanged one: the next step of a repair in several places. */
  readonly near?: (program: string) => Proposals;
  /** What the edits are made to; it is executed too, since how it fails says which edits are likely. */
  readonly unchanged: string;
  readonly judge: (candidate: Candidate, signal: AbortSignal) => Promise<Judgement>;
  /** Programs in work at once. */
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
}

const UNCHANGED = "unchanged";
/** Likely single edits before the next step, and in it. */
const WIDTH = 100;
/** Programs that got furthest, from which the search goes on. */
const STEPS = 3;

/**
 * Tries proposals until one passes, the budget or the time is used up, or there are no more. The first is chosen
 * before anything has been executed; the others know how the unchanged program fails. But for the time, the outcome
 * does not depend on how many are in work at once.
 *
 * @throws what the judge throws, and the signal's reason
 */
export async function tryProposals(parts: TrialParts): Promise<Trial> {
  const started = performance.now();
  const run = new Run(parts, started + 1000 * parts.seconds);
  const guess = parts.proposals.next();
  const opening = [...(guess === undefined ? [] : [guess]), { code: parts.unchanged, edit: UNCHANGED }];
  await run.all(opening.values());
  const failure = run.done.find((it) => it.proposal.edit === UNCHANGED)?.judgement;
  if (failure !== undefined) await parts.proposals.heed(failure.verdict, failure.failure);
  const order = inOrder(parts.proposals);
  if (!run.isOver()) await run.all(order.singles(WIDTH));
  if (!run.isOver()) await run.all(nextSteps(run.done, parts));
  if (!run.isOver()) await run.all(order.others());
  const [first] = run.done;
  const last = run.end;
  if (first === undefined) throw new Error("a search must try one program at least");
  return {
    first,
    ...(last !== undefined && { last }),
    trace: {
      attempts: run.done.length,
      verdicts: countVerdicts(run.done),
      first_edit: guess?.edit ?? null,
      edit: last?.judgement.verdict === "passed" ? last.proposal.edit : null,
      ended_by: run.endedBy(),
      seconds: (performance.now() - started) / 1000,
    },
  };
}

/** The first proposals of one edit, and then the others. */
function inOrder(proposals: Proposals) {
  let held: Proposal | undefined;
  function* singles(most: number): Generator<Proposal, undefined> {
    held = proposals.next();
    for (let count = 0; count < most && held !== undefined && (held.edits ?? 1) === 1; count++) {
      yield held;
      held = proposals.next();
    }
    return undefined;
  }
  function* others(): Generator<Proposal, undefined> {
    for (; held !== undefined; held = proposals.next()) yield held;
    return undefined;
  }
  return { singles, others };
}

/** Single edits of the programs that got furthest; of equals the likelier one comes first. */
function* nextSteps(done: readonly Tried[], { near }: TrialParts): Generator<Proposal, undefined> {
  const progress = ({ judgement }: Tried): number => judgement.progress ?? 0;
  const from = progress(done.find((it) => it.proposal.edit === UNCHANGED) ?? (done[0] as Tried));
  const further = done
    .filter((it) => progress(it) > from)
    .sort((a, b) => progress(b) - progress(a) || a.index - b.index);
  if (near === undefined) return undefined;
  for (const { proposal, judgement } of further.slice(0, STEPS)) {
    const edits = near(proposal.code);
    edits.heed(judgement.verdict, judgement.failure);
    for (const next of inOrder(edits).singles(WIDTH))
      yield { ...next, edit: `${proposal.edit} and ${next.edit}`, edits: 2 };
  }
  return undefined;
}

/** One search: hands out places in order, and keeps what came before the first that ended it. */
class Run {
  /** In order, without gaps, up to the one that ended the search. */
  done: Tried[] = [];
  end: Tried | undefined;
  private readonly parts: TrialParts;
  private readonly deadline: number;
  private handedOut = 0;
  private outOfTime = false;
  private readonly losers = new Map<number, AbortController>();

  constructor(parts: TrialParts, deadline: number) {
    this.parts = parts;
    this.deadline = deadline;
  }

  isOver(): boolean {
    return this.end !== undefined || this.outOfTime || this.handedOut >= this.parts.budget;
  }

  endedBy(): SearchTrace["ended_by"] {
    if (this.end?.judgement.verdict === "sandbox_error") return "sandbox_error";
    if (this.end !== undefined) return "passed";
    if (this.outOfTime) return "seconds";
    return this.handedOut >= this.parts.budget ? "budget" : "no_more_edits";
  }

  async all(proposals: Iterator<Proposal>): Promise<void> {
    const found = new Map<number, Tried>();
    const worker = async (): Promise<void> => {
      while (!this.isOver()) {
        this.parts.signal?.throwIfAborted();
        // One program is tried however little time there is: a search without any says nothing.
        if (this.handedOut > 0 && performance.now() > this.deadline) this.outOfTime = true;
        const step = this.outOfTime ? undefined : proposals.next();
        if (step === undefined || step.done) return;
        const index = this.handedOut++;
        const tried = await this.tryOne(step.value, index);
        if (tried !== undefined) found.set(index, tried);
      }
    };
    await Promise.all(Array.from({ length: this.parts.concurrency }, worker));
    const upTo = this.end?.index ?? Number.POSITIVE_INFINITY;
    const kept = [...found.values()].filter(({ index }) => index <= upTo);
    this.done = [...this.done, ...kept].sort((a, b) => a.index - b.index);
  }

  /** Undefined where a program before it in the order ended the search meanwhile. */
  private async tryOne(proposal: Proposal, index: number): Promise<Tried | undefined> {
    const loser = new AbortController();
    this.losers.set(index, loser);
    const started = performance.now();
    const { signal } = this.parts;
    try {
      const candidate = { code: proposal.code, source: "bare" } as const;
      const judgement = await this.parts.judge(candidate, AbortSignal.any([loser.signal, ...(signal ? [signal] : [])]));
      const tried = { proposal, index, judgement, seconds: (performance.now() - started) / 1000 };
      const { verdict } = judgement;
      if (verdict === "passed" || verdict === "sandbox_error") this.endAt(tried);
      return tried;
    } catch (error) {
      if (loser.signal.aborted && !signal?.aborted) return undefined;
      throw error;
    } finally {
      this.losers.delete(index);
    }
  }

  private endAt(tried: Tried): void {
    if (this.end !== undefined && this.end.index < tried.index) return;
    this.end = tried;
    for (const [index, loser] of this.losers) if (index > tried.index) loser.abort();
  }
}

function countVerdicts(tried: readonly Tried[]): Partial<Record<Verdict, number>> {
  const counts = new Map<Verdict, number>();
  for (const { judgement } of tried) counts.set(judgement.verdict, (counts.get(judgement.verdict) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}
