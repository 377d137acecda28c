/** The process backend: fork servers that are children of this process, behind the strongest isolation layer that can be built. */
import { release } from "node:os";
import { join } from "node:path";
import { type Limits, type Sandbox, sandboxInfo, type Tool } from "../core/index.ts";
import { InfraError, messageOf, UserError } from "../lib/errors.ts";
import { onPath } from "../lib/on_path.ts";
import { type Executables, findExecutables, readsOf } from "./executables.ts";
import { ForkServer } from "./fork_server.ts";
import { ForkedSandbox } from "./forked_sandbox.ts";
import { assertHolds, limitsNotHeld } from "./holds.ts";
import { findInterpreter, findNumpy, type Interpreter, interpreterArguments, type Numpy } from "./interpreter.ts";
import { ServerPool } from "./pool.ts";
import { spawnHarness } from "./process_server.ts";
import { Slots } from "./slots.ts";
import { Spares } from "./spares.ts";
import { type Machine, TIERS, type Tier } from "./tiers.ts";

export interface ProcessSandboxOptions {
  readonly concurrency: number;
  readonly debug: (line: string) => void;
  /** The limits that jobs will have. */
  readonly limits: Limits;
  /** The name of one tier, to have that or none. */
  readonly tier?: string | undefined;
  /** Accepts an isolation layer that does not hold, or not every limit. */
  readonly allowUnsafe?: boolean | undefined;
  /** Somebody else's project, whose programs are not used. */
  readonly avoid?: string | undefined;
  /** Have numpy ready for the import prelude that names it. */
  readonly numpy?: boolean | undefined;
  /** Programs that jobs will name. */
  readonly executables?: readonly Tool[] | undefined;
}

interface Workshop {
  readonly machine: Machine;
  readonly interpreter: Interpreter;
  readonly numpy: Numpy | undefined;
  readonly executables: Executables;
  readonly slots: Slots;
  readonly limits: Limits;
  readonly allowUnsafe: boolean;
  readonly debug: (line: string) => void;
}

interface Found {
  readonly tier: Tier;
  /** One that stands already. */
  readonly server: ForkServer;
  /** Limits that the layer does not hold. */
  readonly notHeld: readonly string[];
}

/** @throws UserError where no isolation layer can be built, with what to install; see `openSandbox`. */
export async function openProcessSandbox(options: ProcessSandboxOptions): Promise<Sandbox> {
  const { debug, concurrency, limits, allowUnsafe = false } = options;
  const interpreter = await findInterpreter(options.avoid);
  const numpy = options.numpy ? await findNumpy(interpreter) : undefined;
  const executables = findExecutables(options.executables ?? [], options.avoid);
  const machine = thisMachine(options.avoid);
  const workshop = {
    machine,
    interpreter,
    numpy,
    executables,
    slots: await Slots.open(debug),
    limits,
    allowUnsafe,
    debug,
  };
  const { tier, server, notHeld } = await firstThatHolds(workshop, tiersFor(options));
  debug(`sandbox: ${tier.name}, interpreter ${interpreter.version} at ${interpreter.path}`);
  const spares = new Spares(() => startServer(workshop, tier), tier.once ? concurrency : 0);
  const pool = new ServerPool(concurrency, () => spares.take(), [server]);
  const details = {
    interpreter: interpreter.path,
    landlock: String(server.landlock),
    cgroup: workshop.slots.group?.version ?? "none",
    kernel: release(),
    arch: process.arch,
    ...(numpy && { numpy: numpy.version }),
    ...Object.fromEntries(Object.entries(executables).map(([name, { path }]) => [name, path ?? ""])),
    ...(notHeld.length > 0 && { notHeld: notHeld.join(", ") }),
    ...(tier.shows && { shows: tier.shows.join(", ") }),
  };
  const info = sandboxInfo({ kind: "process", tier: tier.name, interpreter: interpreter.version, details });
  return new ForkedSandbox(info, pool, { executables: Object.keys(executables), close: () => spares.close() });
}

/**
 * What of this machine decides which isolation layers can be tried.
 * @param avoid somebody else's project, whose programs do not count
 */
export function thisMachine(avoid?: string): Machine {
  const root = process.getuid?.() === 0;
  return { platform: process.platform, arch: process.arch, root, bubblewrap: onPath("bwrap", avoid) };
}

function tiersFor({ tier, allowUnsafe }: ProcessSandboxOptions): readonly Tier[] {
  const allowed = TIERS.filter(({ unsafe }) => allowUnsafe || !unsafe);
  if (tier === undefined) return allowed;
  const named = allowed.filter(({ name }) => name === tier);
  if (named.length > 0) return named;
  throw new UserError(`There is no isolation layer called ${tier}`, {
    hint: `One of: ${allowed.map(({ name }) => name).join(", ")}`,
  });
}

async function firstThatHolds(workshop: Workshop, tiers: readonly Tier[]): Promise<Found> {
  const reasons: string[] = [];
  for (const tier of tiers) {
    try {
      return await tryTier(workshop, tier);
    } catch (error) {
      if (!(error instanceof InfraError)) throw error;
      reasons.push(`${tier.name}: ${messageOf(error)}`);
      workshop.debug(`sandbox: not ${reasons.at(-1)}`);
    }
  }
  throw new UserError(
    `No isolation layer can be built on this machine to run a model's code behind.\n  ${reasons.join("\n  ")}`,
    {
      exitCode: 1,
      hint: "Install bubblewrap, allow user namespaces, use --sandbox docker, or take the risk with --unsafe-sandbox.",
    },
  );
}

async function tryTier(workshop: Workshop, tier: Tier): Promise<Found> {
  const unfit = tier.unfit(workshop.machine);
  if (unfit !== undefined) throw new InfraError(unfit);
  await using tried = new ServerPool(1, () => startServer(workshop, tier));
  if (!tier.unsafe) await tried.use(assertHolds);
  const notHeld = await limitsNotHeld((work) => tried.use(work));
  if (notHeld.length > 0 && !workshop.allowUnsafe) throw new InfraError(`limits not held: ${notHeld.join(", ")}`);
  return { tier, server: await startServer(workshop, tier), notHeld };
}

async function startServer(workshop: Workshop, tier: Tier): Promise<ForkServer> {
  const { machine, interpreter, numpy, executables, slots, limits, debug } = workshop;
  const foreign = machine.root && tier.ordinary;
  const slot = await slots.make({ work: tier.folder, foreign });
  const args = interpreterArguments(interpreter.isolated);
  const [command = interpreter.path, ...rest] = tier.command?.(machine, withReads(workshop), args, limits) ?? [
    ...[interpreter.path, ...args],
  ];
  const user = foreign ? slot.uids[0] : undefined;
  const counts = Object.values(executables).some(({ starts }) => starts !== null) && machine.platform === "linux";
  const transport = spawnHarness(command, rest, { user, counts, debug, close: () => slot.close() });
  const isolation = { ...tier.isolation(slot), executables, counts, ...(numpy && { numpy: numpy.folder }) };
  return ForkServer.start(transport, isolation, tier.once && { jobs: 1 });
}

function withReads({ interpreter, numpy, executables }: Workshop): Interpreter {
  const packages = numpy === undefined ? [] : ["numpy", "numpy.libs"].map((name) => join(numpy.folder, name));
  return { ...interpreter, library: [...interpreter.library, ...packages, ...readsOf(executables)] };
}
