/** Where a project's own commands run: bubblewrap around a copy that is thrown away. */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join, normalize } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import {
  type CommandExecution,
  type CommandJob,
  type CommandRunner,
  type ExecutionOf,
  type Isolated,
  type LimitHit,
  type Limits,
  sandboxInfo,
} from "../core/index.ts";
import { InfraError, UserError } from "../lib/errors.ts";
import { processStart } from "../lib/process_start.ts";
import { type DiskGrowth, diskGrowth } from "./disk_growth.ts";
import { stdioWithoutInherited } from "./inherited.ts";
import { removeFolder } from "./remove_folder.ts";
import { runName } from "./run_name.ts";
import { descendants } from "./surroundings.ts";

const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"];
const COLLECTED_BYTES = 1 << 20;
const WATCH_MS = 50;
const LAST_LOOK_MS = 2;
/** Where a command may write besides its project, and the folder of the run that stands there. */
const WRITABLE = { "/tmp": "tmp", "/home/sandbox": "home", "/dev/shm": "shm" };
let made = 0;

export interface CommandSandboxOptions {
  readonly bubblewrap: string;
  readonly concurrency: number;
}

/**
 * A sandbox for `command` jobs. Each sees a copy of its project at the project's own path, the system's libraries and
 * what it may read besides, read-only; its own processes; and a network of its own that reaches nobody. Its whole tree
 * ends with it.
 */
export function openCommandSandbox({ bubblewrap, concurrency }: CommandSandboxOptions): Isolated & CommandRunner {
  const limit = pLimit(concurrency);
  return {
    info: sandboxInfo({ kind: "process", tier: "bubblewrap", interpreter: "", details: {} }),
    concurrency,
    async run<J extends CommandJob>(job: J, limits: Limits, signal?: AbortSignal): Promise<ExecutionOf[J["kind"]]> {
      return (await limit(() => runCommand(bubblewrap, job, limits, signal))) as ExecutionOf[J["kind"]];
    },
    async [Symbol.asyncDispose]() {
      limit.clearQueue();
    },
  };
}

async function runCommand(
  bubblewrap: string,
  job: CommandJob,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<CommandExecution> {
  signal?.throwIfAborted();
  // The command never sees this folder itself, and so cannot open it to others: what it makes inside belongs to the
  // user who runs this program, set-user-ID bits and all.
  const own = await mkdtemp(join(tmpdir(), `${runName()}command${made++}-`));
  try {
    const copy = join(own, "project");
    for (const name of ["project", ...Object.values(WRITABLE)]) await mkdir(join(own, name));
    await fill(copy, job);
    const command = ["/bin/sh", "-c", ulimits(limits), "sh", ...job.argv];
    const start = { bubblewrap, isolation: isolation(own, job), command };
    const run = await execute(start, limits, diskGrowth(own, limits.diskBytes), signal);
    return { kind: "command", ...run, collected: await collect(copy, job.collect ?? []) };
  } finally {
    removeFolder(own);
  }
}

async function fill(copy: string, { project, files, overlay = {} }: CommandJob): Promise<void> {
  const root = await realpath(project);
  for (const file of files) {
    const from = await realpath(join(root, inside(file))).catch(() => undefined);
    // A link that leads out of the project would bring in what the copy is there to leave out.
    if (from === undefined || !from.startsWith(`${root}/`) || !(await stat(from)).isFile()) continue;
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await copyFile(from, join(copy, file));
  }
  for (const [file, text] of Object.entries(overlay)) {
    await mkdir(dirname(join(copy, inside(file))), { recursive: true });
    await writeFile(join(copy, file), text);
  }
}

function inside(file: string): string {
  const path = normalize(file);
  if (isAbsolute(path) || path.startsWith("..")) throw new UserError(`${file} is outside the project`);
  return path;
}

/** All that can be written lies in the run's own folder on disk: it is measured, and it is no memory. */
function isolation(own: string, { project, reads = [], env = {} }: CommandJob): string[] {
  const both = (paths: readonly string[]): string[] => paths.flatMap((path) => ["--ro-bind-try", path, path]);
  return [
    ...["--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"],
    ...["--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"],
    ...both(SYSTEM),
    ...["--proc", "/proc", "--dev", "/dev", "--info-fd", "3"],
    ...Object.entries(WRITABLE).flatMap(([path, name]) => ["--bind", join(own, name), path]),
    ...["--bind", join(own, "project"), project],
    ...both(reads),
    ...["--remount-ro", "/dev", "--remount-ro", "/"],
    ...Object.entries({ HOME: "/home/sandbox", LANG: "C.UTF-8", ...env }).flatMap(([k, v]) => ["--setenv", k, v]),
    ...["--chdir", project],
  ];
}

/** Kilobytes of memory, seconds of CPU, blocks of 512 bytes: what a POSIX shell's ulimit counts. */
function ulimits({ memoryBytes, cpuSec, fileBytes, openFiles }: Limits): string {
  const limits = { v: Math.ceil(memoryBytes / 1024), t: cpuSec, f: Math.ceil(fileBytes / 512), n: openFiles, c: 0 };
  const set = Object.entries(limits).map(([name, value]) => `ulimit -${name} ${value}`);
  return [...set, 'exec "$@"'].join(" && ");
}

type Run = Omit<CommandExecution, "kind" | "collected">;

interface Start {
  readonly bubblewrap: string;
  /** Its own arguments: variables that the user passes in are among them, and a command line is everybody's to read. */
  readonly isolation: readonly string[];
  readonly command: readonly string[];
}

function execute(
  { bubblewrap, isolation, command }: Start,
  limits: Limits,
  grown: DiskGrowth,
  signal: AbortSignal | undefined,
): Promise<Run> {
  const started = performance.now();
  // An empty environment: bubblewrap's own can be read from inside.
  const child = spawn(bubblewrap, ["--args", "4", "--", ...command], {
    env: {},
    // A process group of its own, for `endTree`.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", ...stdioWithoutInherited("pipe" as const, "pipe" as const)],
  });
  const [stdout, stderr, info, given] = child.stdio.slice(1) as [Readable, Readable, Readable, Writable];
  // It may have ended before it has read them: then its status says so.
  given.on("error", () => undefined).end(isolation.map((word) => `${word}\0`).join(""));
  return new Promise((resolve, reject) => {
    let limit: LimitHit = null;
    const end = (why: LimitHit): void => {
      limit ??= why;
      endTree(child, first);
    };
    const first = firstProcess(info);
    const out = gather(stdout, limits.outputBytes, () => end("output"));
    const err = gather(stderr, limits.outputBytes, () => end("output"));
    const onAbort = (): void => end(null);
    signal?.addEventListener("abort", onAbort, { once: true });
    // It may have come while the copy was made.
    if (signal?.aborted) onAbort();
    const timer = setTimeout(() => end("time"), 1000 * limits.timeoutSec);
    const watch = setInterval(() => {
      if (tooMany(child, limits)) end("memory");
      if (grown(() => belowOf(child))) end("output");
    }, WATCH_MS);
    const over = (): void => {
      clearTimeout(timer);
      clearInterval(watch);
      signal?.removeEventListener("abort", onAbort);
    };
    child.once("error", (cause) => {
      over();
      reject(new InfraError(`${bubblewrap} could not be started`, { cause }));
    });
    child.once("close", async (code) => {
      over();
      await first.ended();
      if (signal?.aborted) return reject(signal.reason);
      const seconds = (performance.now() - started) / 1000;
      resolve({
        ...{ exitCode: limit === null ? code : null, stdout: out.text(), stderr: err.text() },
        ...{ stdoutCut: out.cut(), stderrCut: err.cut(), runtimeSec: seconds, cpuSec: 0, limit },
      });
    });
  });
}

/** Processes are counted from outside, since a limit per user does not bind where root starts them. */
function tooMany(child: ChildProcess, { processes }: Limits): boolean {
  return belowOf(child).length > processes + 2; // bubblewrap's own two
}

/**
 * Bubblewrap that is ended early leaves its command. Until it has told of the command's first process both are in one
 * process group, which a signal reaches as a whole, a child that is just being made and all; after that the first
 * process is ended, too, and with it all others.
 */
function endTree({ pid }: ChildProcess, first: FirstProcess): void {
  if (pid !== undefined) kill(-pid);
  first.end();
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended meanwhile
  }
}

function belowOf({ pid }: ChildProcess): number[] {
  return pid === undefined ? [] : descendants(pid);
}

interface FirstProcess {
  /** Ends it, now or as soon as it is told of. */
  end(): void;
  ended(): Promise<void>;
}

/**
 * The first process of bubblewrap's process namespace, as bubblewrap tells (--info-fd). Bubblewrap ends with its
 * command; what that left behind goes on until the kernel has ended the namespace, and its first process last.
 */
function firstProcess(stream: Readable): FirstProcess {
  let told = "";
  let start: string | undefined;
  let isOver = false;
  const pid = (): number => Number(/"child-pid": (\d+)/.exec(told)?.[1]);
  const isAlive = (): boolean => start !== undefined && processStart(pid()) === start;
  const end = (): void => {
    isOver = true;
    if (isAlive()) kill(pid());
  };
  stream.on("data", (chunk: Buffer) => {
    told += chunk.toString("utf8");
    if (pid() > 0) start ??= processStart(pid());
    if (isOver) end();
  });
  return {
    end,
    async ended() {
      while (isAlive()) await sleep(LAST_LOOK_MS);
    },
  };
}

function gather(stream: Readable, most: number, full: () => void) {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    if (size < most) chunks.push(chunk.subarray(0, most - size));
    size += chunk.length;
    if (size > most) full();
  });
  return { text: () => Buffer.concat(chunks).toString("utf8"), cut: () => size > most };
}

async function collect(copy: string, files: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const file of files) {
    // Whatever the command made of it: only a plain file inside the copy is read.
    const path = await realpath(join(copy, file)).catch(() => undefined);
    if (path === undefined || !path.startsWith(`${await realpath(copy)}/`)) continue;
    const { size } = await stat(path);
    if (!(await stat(path)).isFile() || size > COLLECTED_BYTES) continue;
    const text = await readFile(path, "utf8").catch(() => undefined); // its permissions are the command's, too
    if (text !== undefined) found[file] = text;
  }
  return found;
}
