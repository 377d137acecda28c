/** What a run file says of a run. */
import { relative } from "node:path";
import type { ChatModel, RunFile, SampleRecord, Sandbox, Shard } from "../core/index.ts";
import type { LoadedTasks } from "../datasets/index.ts";
import { lastCheckUp } from "./check_up.ts";
import type { RunConfig, Settings } from "./config.ts";
import { integrityOf } from "./integrity.ts";
import { versions } from "./versions.ts";

/** What of a run its run file tells. */
export interface Described {
  readonly data: LoadedTasks;
  readonly model: ChatModel;
  readonly sandbox: Sandbox;
  readonly settings: Settings;
  /** What the run is called in reports. */
  readonly label: string;
  readonly shard: Shard | undefined;
}

/**
 * Of the session itself it says nothing yet.
 *
 * @param recorded records of earlier sessions, which may have been asked for more tasks than this one
 */
export async function describeRun(
  run: Described,
  config: RunConfig,
  config_hash: string,
  recorded: readonly SampleRecord[],
): Promise<RunFile> {
  const { data, label, model, sandbox, settings, shard } = run;
  const { name, path, sha256, total } = data;
  const integrity = integrityOf(data.tasks);
  const tasks = [...data.tasks, ...recorded].map(({ task_id }) => task_id);
  return {
    schema_version: 1,
    sessions: [],
    label,
    config_hash,
    config: { ...config },
    dataset: { name, path: relative(process.cwd(), path) || path, sha256, total },
    sandbox: { ...sandbox.info },
    ...(integrity && { integrity }),
    check_up: (await lastCheckUp(sandbox.info)) ?? null,
    versions: await versions(sandbox.info),
    selection: { tasks: [...new Set(tasks)], samples: settings.samples, ...(shard && { shard }) },
    ...(model.standIn !== undefined && { stand_in: model.standIn }),
  };
}
