/** The model and the sandbox of an evaluation whose work is done over a queue. */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { ChatModel, Sandbox } from "../core/index.ts";
import type { LoadedTasks } from "../datasets/index.ts";
import { type Coordinator, openCoordinator, parseQueue, serveMetrics } from "../distributed/index.ts";
import type { Settings } from "../evaluation/config.ts";
import type { Watch } from "../evaluation/run_evaluation.ts";
import { usageError } from "../lib/errors.ts";
import { say } from "../lib/terminal.ts";
import type { ModelSpec } from "../models/index.ts";
import { openSandbox } from "../sandbox/index.ts";
import { openModel } from "../search/model.ts";
import type { FlagsOf } from "./flags/table.ts";
import { sandboxOf } from "./sandbox_parts.ts";

type Flags = FlagsOf<"evaluate">;

/** What an evaluation asks and where it judges, here or elsewhere. */
export interface Opened extends AsyncDisposable {
  readonly model: ChatModel;
  readonly sandbox: Sandbox;
  /** Only over a queue. */
  readonly coordinator?: Coordinator;
}

/** Tasks in flight over a queue: enough for many workers, and what a crash of the coordinator asks for again. */
export const OVER_A_QUEUE = 64;

export interface QueueParts {
  readonly flags: Flags;
  readonly spec: ModelSpec;
  readonly settings: Settings;
  readonly data: LoadedTasks;
  readonly out: string;
  readonly stop: AbortSignal;
}

/**
 * Takes the queue that `--queue` names, and waits for workers.
 *
 * @throws UserError for what a queue cannot do
 */
export async function openOverQueue(queue: string, parts: QueueParts): Promise<Opened> {
  const { flags, spec, settings, data, out, stop } = parts;
  const address = parseQueue(queue);
  if (spec.kind === "search" && spec.turn !== "alone")
    throw usageError(
      "--queue asks one model: the search beside it is not done over a queue",
      "leave out the one or the other",
    );
  const { sampling, limits, imports } = settings;
  const languages = data.languages.map(({ id }) => id);
  const home = () => openSandbox({ ...sandboxOf(flags, data.languages), imports, report: say });
  const coordinator = await openCoordinator({
    ...{ address, stop, name: spec.text, fresh: !(flags.resume || flags["force-resume"]) },
    run: runId(parts, resolve(out)),
    ...(spec.kind === "search" && { own: await openModel(spec, { sampling, report: say }, data.languages) }),
    notice: {
      mixed: flags.mixed,
      sampling: { ...sampling, stop: [...sampling.stop] },
      judge: { limits, imports, languages },
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
  return { model, sandbox, coordinator, [Symbol.asyncDispose]: dispose };
}

/** The same for a run that is gone on with, from the same results file. */
function runId({ spec, settings, data }: QueueParts, out: string): string {
  const parts = JSON.stringify([out, data.sha256, spec.text, settings]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 16);
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
