/** The model and the sandbox of a run whose work is done over a queue. */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Language, Sandbox } from "../core/index.ts";
import { type Coordinator, openCoordinator, parseQueue, serveMetrics } from "../distributed/index.ts";
import type { Settings } from "../evaluation/config.ts";
import type { Watch } from "../evaluation/run_evaluation.ts";
import { usageError } from "../lib/errors.ts";
import { say } from "../lib/terminal.ts";
import type { ModelSpec } from "../models/index.ts";
import { count, plural } from "../report/numbers.ts";
import { withSearch } from "../search/model.ts";
import type { FlagsOf } from "./flags/table.ts";
import type { Opened } from "./opened.ts";

type Name = "queue" | "resume" | "force-resume" | "mixed" | "audit" | "metrics" | "calls-a-minute" | "quiet";
type Flags = Pick<FlagsOf<"evaluate">, Name>;

/**
 * @throws UserError (exit code 2) for a flag that would say nothing without a queue: whoever gives it counts on it
 */
export function assertQueued(flags: Flags): void {
  if (flags.queue !== undefined) return;
  const given = {
    mixed: flags.mixed,
    audit: flags.audit,
    metrics: flags.metrics,
    "calls-a-minute": flags["calls-a-minute"],
  };
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && value !== false) throw usageError(`--${name} is for a run over a queue`, "give --queue");
}

/** Tasks in flight over a queue: enough for many workers, and what a crash of the coordinator asks for again. */
export const OVER_A_QUEUE = 64;

export interface QueueParts {
  readonly flags: Flags;
  readonly spec: ModelSpec;
  readonly settings: Settings;
  readonly languages: readonly Language[];
  /** Of the data. */
  readonly sha256: string;
  readonly out: string;
  readonly stop: AbortSignal;
  /** This machine's own sandbox, where it judges too. */
  readonly home: () => Promise<Sandbox>;
}

/**
 * Takes the queue that `--queue` names, and waits for workers.
 *
 * @throws UserError where it cannot be had
 */
export async function openOverQueue(queue: string, parts: QueueParts): Promise<Opened> {
  const { flags, spec, settings, languages, stop, home } = parts;
  const { sampling, limits, imports } = settings;
  const alone = spec.kind === "search" && spec.turn === "alone";
  const calls = flags["calls-a-minute"];
  const coordinator = await openCoordinator({
    ...{ stop, address: parseQueue(queue), run: runId(parts) },
    name: spec.kind === "search" ? (spec.beside ?? spec).text : spec.text,
    fresh: !(flags.resume || flags["force-resume"]),
    ...(alone && { own: withSearch(spec, undefined, languages) }),
    notice: {
      mixed: flags.mixed,
      model: { sampling: { ...sampling, stop: [...sampling.stop] }, ...(calls && { callsAMinute: calls }) },
      judge: { limits, imports, languages: languages.map(({ id }) => id) },
    },
    ...(flags.audit !== undefined && { audit: { share: flags.audit, open: home } }),
    say: flags.quiet ? () => {} : say,
  });
  const metrics = flags.metrics === undefined ? undefined : await serveMetrics(flags.metrics, coordinator, say);
  const { model, sandbox } = coordinator;
  const dispose = async (): Promise<void> => {
    await metrics?.[Symbol.asyncDispose]();
    await coordinator[Symbol.asyncDispose]();
  };
  const beside = spec.kind === "search" && !alone;
  return {
    ...{ sandbox, coordinator },
    model: beside ? withSearch(spec, model, languages) : model,
    [Symbol.asyncDispose]: dispose,
  };
}

/** The same for a run that is gone on with, from the same results file. */
function runId({ spec, settings, sha256, out }: QueueParts): string {
  const parts = JSON.stringify([resolve(out), sha256, spec.text, settings]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 16);
}

/** What a run over a queue gave up, and what it cost besides, in lines for the summary. */
export function deadLetters({ dead, twice }: Pick<Coordinator, "dead" | "twice">): string[] {
  const givenUp = `${plural(dead.length, "job")} ended the workers that took them, and were given up:`;
  const besides = `${plural(twice.calls, "call")} answered twice (workers fell silent): ${count(twice.tokens)} tokens that no budget counts`;
  return [
    ...(dead.length > 0 ? [givenUp, ...dead.map((it) => `  ${it}`)] : []),
    ...(twice.tokens > 0 ? [besides] : []),
  ];
}

/** Tells the queue, too, how far the run is. */
export function watchedBy(coordinator: Coordinator | undefined, watch: Watch): Watch {
  if (coordinator === undefined) return watch;
  let [done, total] = [0, 0];
  return {
    started: (all, before) => {
      [done, total] = [before.done, all];
      coordinator.progress(done, total);
      watch.started(all, before);
    },
    recorded: (record) => {
      coordinator.progress(++done, total);
      watch.recorded(record);
    },
    ended: () => watch.ended(),
  };
}
