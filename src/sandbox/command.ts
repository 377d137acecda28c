/** Where a project's own commands run: bubblewrap around a copy that is thrown away. */
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import {
  type CommandExecution,
  type CommandJob,
  type CommandRunner,
  type ExecutionOf,
  type Isolated,
  type Limits,
  sandboxInfo,
} from "../core/index.ts";
import { isolation, limited, WRITABLE } from "./command/bubblewrap.ts";
import { collect, fill } from "./command/copy.ts";
import { execute } from "./command/execute.ts";
import { commandFilter } from "./command/filter.ts";
import { type GroupParents, groupParents, heldBy, removeDead, treeGroup } from "./command/tree_group.ts";
import { diskGrowth } from "./disk_growth.ts";
import { removeFolder } from "./remove_folder.ts";
import { runName } from "./run_name.ts";

let made = 0;

export interface CommandSandboxOptions {
  readonly bubblewrap: string;
  readonly concurrency: number;
  /** Somebody else's project, whose programs are not used to build the isolation layer. */
  readonly avoid?: string | undefined;
  /** Without control groups, as on a machine where this user may make none. */
  readonly withoutGroups?: boolean | undefined;
}

interface Workshop {
  readonly bubblewrap: string;
  readonly filter: () => Promise<Buffer>;
  readonly parents: GroupParents;
}

/**
 * A sandbox for `command` jobs. Each sees a copy of its project at the project's own path, the system's tool chain and
 * what it may read besides, read-only; its own processes; and a network of its own that reaches nobody. It may make the
 * system calls that tests need. Its whole tree is limited as one, and ends with it.
 */
export function openCommandSandbox(options: CommandSandboxOptions): Isolated & CommandRunner {
  const { bubblewrap, concurrency, avoid, withoutGroups = false } = options;
  const limit = pLimit(concurrency);
  const parents = withoutGroups ? { memory: undefined, processes: undefined } : groupParents();
  let filter: Promise<Buffer> | undefined;
  const prepare = async (): Promise<Buffer> => {
    await removeDead(parents);
    return commandFilter(avoid);
  };
  const workshop = {
    ...{ bubblewrap, parents },
    filter: () => {
      filter ??= prepare();
      return filter;
    },
  };
  return {
    info: sandboxInfo({ kind: "process", tier: "bubblewrap+seccomp", interpreter: "", details: detailsOf(parents) }),
    concurrency,
    async run<J extends CommandJob>(job: J, limits: Limits, signal?: AbortSignal): Promise<ExecutionOf[J["kind"]]> {
      return (await limit(() => runCommand(workshop, job, limits, signal))) as ExecutionOf[J["kind"]];
    },
    async [Symbol.asyncDispose]() {
      limit.clearQueue();
    },
  };
}

/** How the limits of a whole tree are held; everything else is the kernel's word. */
function detailsOf(parents: GroupParents): Record<string, string> {
  const { memory, processes } = heldBy(parents);
  return {
    memory: memory ? "control group" : "each process by the kernel, the tree by looking",
    processes: processes ? "control group" : "by looking",
    disk: "by looking",
  };
}

async function runCommand(
  { bubblewrap, filter, parents }: Workshop,
  job: CommandJob,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<CommandExecution> {
  signal?.throwIfAborted();
  const program = await filter();
  const name = `${runName()}command${made++}-`;
  // The command never sees this folder itself, and so cannot open it to others: what it makes inside belongs to the
  // user who runs this program, set-user-ID bits and all.
  const own = await mkdtemp(join(tmpdir(), name));
  const group = treeGroup(parents, name, limits);
  try {
    const copy = join(own, "project");
    for (const folder of ["project", ...Object.values(WRITABLE)]) await mkdir(join(own, folder));
    await fill(copy, job);
    const command = limited(job.argv, limits, !group.holds.memory);
    const start = { bubblewrap, isolation: isolation(own, job), filter: program, command };
    const run = await execute(start, { limits, group, grown: diskGrowth(own, limits) }, signal);
    return { kind: "command", ...run, collected: await collect(copy, job.collect ?? []) };
  } finally {
    removeFolder(own);
    await group.close();
  }
}
