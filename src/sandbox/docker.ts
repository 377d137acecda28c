/** The Docker backend: the same harness in long-lived containers, one for each job at a time. */

import { type Sandbox, sandboxInfo, type Tool } from "../core/index.ts";
import { InfraError, messageOf, UserError, usageError } from "../lib/errors.ts";
import { SCRATCH_FOLDERS, startContainer, WORK_FOLDER } from "./docker_container.ts";
import { assertEngine, connect, followEvents, imageDigest, removeDeadContainers } from "./docker_engine.ts";
import { executablesInside } from "./executables.ts";
import { ForkServer, type IsolationSettings } from "./fork_server.ts";
import { ForkedSandbox } from "./forked_sandbox.ts";
import { INTERPRETER, VERSION_PROGRAM } from "./interpreter.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { ServerPool } from "./pool.ts";
import { runName } from "./run_name.ts";
import { Spares } from "./spares.ts";

const MIB = 1 << 20;
/** What a container gets beyond the candidate's limit: the judge, the harness, its folders in memory. */
const HEADROOM_BYTES = 512 * MIB;
/** Jobs after which a container is replaced, however well it behaved. */
const JOBS_PER_CONTAINER = 500;
/** Users of candidates and judges; Debian leaves these numbers alone, and no two jobs of a container share one soon. */
const UIDS = [60_600, 400] as const;

/** Flags, which win over the environment variables of the same names. */
export interface DockerSettings {
  readonly image?: string | undefined;
  readonly cpus?: number | undefined;
  /** MiB of a container; the candidate's limit and half a GiB by default. */
  readonly memory?: number | undefined;
  readonly pids?: number | undefined;
  /** Fetch a missing image. */
  readonly pull?: boolean | undefined;
  /** A container of its own for every job. */
  readonly fresh?: boolean | undefined;
}

export interface DockerSandboxOptions {
  readonly concurrency: number;
  readonly debug: (line: string) => void;
  readonly report: (line: string) => void;
  readonly settings: DockerSettings;
  /** Bytes of memory that a candidate may have, bytes of its work folder. */
  readonly limits: { readonly memoryBytes: number; readonly diskBytes: number };
  /** Programs of the image that jobs will name. */
  readonly executables?: readonly Tool[] | undefined;
}

/** @throws UserError where there is no engine, no permission or no image, or the image has no interpreter for the harness */
export async function openDockerSandbox(options: DockerSandboxOptions): Promise<Sandbox> {
  const { settings, debug, concurrency, executables: tools = [] } = options;
  const docker = connect();
  const image = settings.image ?? process.env.SANDBOX_DOCKER_IMAGE ?? "python:3.12-slim";
  const container = containerSettings(options, image);
  await assertEngine(docker);
  const digest = await imageDigest(docker, image, settings.pull ?? false, options.report);
  const dead = await removeDeadContainers(docker);
  if (dead > 0) debug(`docker: removed ${dead} containers of dead runs`);
  const stopEvents = await followEvents(docker, container.run, debug);
  const start = async (way: Way): Promise<ForkServer> => {
    const transport = await startContainer(docker, { ...container, ...way });
    return ForkServer.start(transport, isolationInside(way, tools), lifetime(settings));
  };
  const needs = [INTERPRETER, ...tools.flatMap(({ name, starts }) => [name, ...(starts?.programs ?? [])])];
  // Programs that start others are counted by the container's own numbers; a container of one job has no other.
  const isShared = settings.fresh || tools.some(({ starts }) => starts !== undefined);
  const { first, way } = await firstServer(start, { image, needs, isShared }, debug);
  const spares = new Spares(() => start(way), settings.fresh ? concurrency : 0);
  const pool = new ServerPool(concurrency, () => spares.take(), [first]);
  const interpreter = await interpreterVersion(first);
  const details = {
    ...{ image, digest, cpus: String(container.cpus), memory: String(container.memoryBytes) },
    ...{ pids: String(container.pids), landlock: String(first.landlock), fresh: String(settings.fresh ?? false) },
    engine: (await docker.version()).Version,
    ...(!way.jobNamespaces && !settings.fresh && { shows: "process numbers" }),
  };
  const tier = `container+uid${first.landlock > 0 ? "+landlock" : ""}+seccomp`;
  const close = async (): Promise<void> => {
    await spares.close();
    stopEvents();
  };
  const info = sandboxInfo({ kind: "docker", tier, interpreter, details });
  return new ForkedSandbox(info, pool, { executables: tools.map(({ name }) => name), close });
}

function containerSettings({ settings, limits, executables = [] }: DockerSandboxOptions, image: string) {
  const memoryBytes = MIB * (settings.memory ?? fromEnvironment("SANDBOX_DOCKER_MEMORY") ?? 0);
  if (memoryBytes > 0 && memoryBytes <= limits.memoryBytes)
    throw usageError("a container's memory must be above the candidate's limit (--memory)");
  return {
    image,
    run: runName(),
    cpus: settings.cpus ?? fromEnvironment("SANDBOX_DOCKER_CPUS") ?? 1,
    memoryBytes: memoryBytes || limits.memoryBytes + HEADROOM_BYTES,
    pids: settings.pids ?? fromEnvironment("SANDBOX_DOCKER_PIDS") ?? 256,
    diskBytes: limits.diskBytes,
    runsOwn: executables.some(({ starts }) => starts?.own ?? false),
  };
}

function fromEnvironment(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw usageError(`${name} must be a number above 0, not "${text}"`);
}

function lifetime({ fresh }: DockerSettings): { jobs: number } {
  return { jobs: fresh ? 1 : JOBS_PER_CONTAINER };
}

/** Inside, the container is the namespace and the root folder: users, Landlock and seccomp come on top. */
function isolationInside({ landlock, jobNamespaces }: Way, tools: readonly Tool[]): IsolationSettings {
  return {
    jobProcesses: jobNamespaces ? "user-namespace" : "shared",
    ...{ namespaces: "none", uids: UIDS, ownProcesses: true, landlock, seccomp: true, seatbelt: false },
    ...{ work: WORK_FOLDER, scratch: SCRATCH_FOLDERS, cgroup: null },
    executables: executablesInside(tools),
  };
}

/** What a container's harness is built of: not every engine and kernel has all. */
interface Way {
  readonly landlock: boolean;
  /** Each job in a process namespace of its own; where a user may make none, numbers go on from job to job. */
  readonly jobNamespaces: boolean;
}

interface Wanted {
  readonly image: string;
  readonly needs: readonly string[];
  /** Jobs have their process numbers in the container's own namespace. */
  readonly isShared: boolean;
}

type Start = (way: Way) => Promise<ForkServer>;

/** The first server, and how it is built: it tells what can be had. */
async function firstServer(start: Start, { image, needs, isShared }: Wanted, debug: (line: string) => void) {
  try {
    const opened = isShared ? undefined : await withNamespaces(start, debug);
    const way = { landlock: true, jobNamespaces: opened !== undefined };
    const first = opened ?? (await start(way));
    if (first.landlock > 0) return { first, way };
    await first[Symbol.asyncDispose]();
    debug("docker: this kernel has no Landlock");
    const without = { ...way, landlock: false };
    return { first: await start(without), way: without };
  } catch (error) {
    if (!(error instanceof InfraError)) throw error;
    const hint = `the image must have: ${[...new Set(needs)].join(", ")}; see --debug`;
    throw new UserError(`no candidate can be run in ${image}: ${messageOf(error)}`, { hint, cause: error });
  }
}

async function withNamespaces(start: Start, debug: (line: string) => void): Promise<ForkServer | undefined> {
  try {
    return await start({ landlock: true, jobNamespaces: true });
  } catch (error) {
    debug(`docker: jobs share their process numbers: ${messageOf(error)}`);
    return undefined;
  }
}

async function interpreterVersion(server: ForkServer): Promise<string> {
  const job = { kind: "stdio", program: VERSION_PROGRAM, stdin: "", imports: "none", limits: DEFAULT_LIMITS };
  return (await server.run(job, 30)).stdout.text.trim();
}
