/** One fork server, whatever it runs in: something with two pipes that speaks frames, one job at a time. */
import type { Readable, Writable } from "node:stream";
import { harnessOf } from "../languages/index.ts";
import { InfraError, messageOf } from "../lib/errors.ts";
import type { Executables } from "./executables.ts";
import { OWN_HALF, sourceOf } from "./interpreter.ts";
import { FrameReader, frame, helloSchema, type Reply, replySchema } from "./wire.ts";

/** The isolation half, in the order in which its files are loaded; the half that knows a language stands between the two. */
const BEFORE = [
  ...[
    "libc",
    "syscalls",
    "seccomp",
    "landlock",
    "folders",
    "root",
    "limits",
    "cgroup",
    "darwin",
    "family",
    "isolation",
  ],
  ...["frames", "channel"],
];
const AFTER = ["executable", "zygote", "relay", "server"];

/** What the harness is told about the isolation layer that it shall build around itself; see `harness/isolation`. */
export interface IsolationSettings {
  /** Who may make namespaces: root, an ordinary user through a user namespace, or nobody (another isolation layer stands). */
  readonly namespaces: "root" | "user" | "none";
  /**
   * Where the processes of a job are numbered: in a namespace of its own, in one inside a user namespace of its own (for
   * whoever may make no other), or with those of all other jobs.
   */
  readonly jobProcesses: "namespace" | "user-namespace" | "shared";
  /** Users to become, a fresh pair (candidate, judge) for each job; null: they stay who they are. */
  readonly uids: readonly [first: number, count: number] | null;
  /** Whether this user's processes are the sandbox's alone, so that a limit on their number means something. */
  readonly ownProcesses: boolean;
  readonly landlock: boolean;
  readonly seccomp: boolean;
  /** macOS's own sandbox. */
  readonly seatbelt: boolean;
  /** The work folder where there is no namespace to make one in. */
  readonly work: string | null;
  /** Other folders that a candidate might write to: emptied after each job, and what they held is reported. */
  readonly scratch: readonly string[];
  /** The folder that holds numpy, where the import prelude with it is wanted. */
  readonly numpy?: string;
  /** Programs that `executable` jobs may name. */
  readonly executables?: Executables;
  /** Descriptor 3 is /proc. */
  readonly counts?: boolean;
  /** Files of a memory control group made for this server. */
  readonly cgroup: CgroupFiles | null;
}

/** The group's lists of processes, its limit, and its count of processes that were ended for want of memory. */
export interface CgroupFiles {
  readonly procs: string;
  readonly memory: string;
  readonly events: string;
}

/** A process that runs the harness, seen from outside. */
export interface Transport {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Ends it and everything in it at once. */
  kill(): void;
  /** Resolves when it has ended, with the last of what it said on stderr. */
  readonly ended: Promise<string>;
}

/** Name and text of every file of the harness, as its first code loads them. */
function harnessFiles(): [name: string, text: string][] {
  const { folder, files } = harnessOf();
  const own = (names: readonly string[]) => names.map((name): [string, string] => [name, sourceOf(OWN_HALF, name)]);
  const theirs = files.map((name): [string, string] => [name, sourceOf(folder, name)]);
  return [...own(BEFORE), ...theirs, ...own(AFTER)];
}

interface Waiting {
  readonly resolve: (message: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A running fork server. Owns its transport. */
export class ForkServer implements AsyncDisposable {
  /** False once it has ended or failed: it must be replaced. */
  alive = true;
  /** The kernel's Landlock version, 0 where it has none. */
  landlock = 0;
  private readonly reader = new FrameReader();
  private waiting: Waiting | undefined;

  private constructor(transport: Transport) {
    this.transport = transport;
    this.transport.stdout.on("data", (chunk: Buffer) => this.receive(chunk));
    this.transport.stdin.on("error", () => undefined); // its end is seen by `ended`
    void this.transport.ended.then((last) =>
      this.fail(new InfraError(`the sandbox's server ended${last === "" ? "" : `: ${last}`}`)),
    );
  }

  private readonly transport: Transport;
  private jobsLeft = Number.POSITIVE_INFINITY;

  /**
   * Sends the harness in and waits until its isolation layer stands. `lifetime.jobs`: how many jobs it may serve.
   * @throws InfraError with the step that failed.
   */
  static async start(
    transport: Transport,
    isolation: IsolationSettings,
    lifetime?: { jobs: number },
  ): Promise<ForkServer> {
    const server = new ForkServer(transport);
    server.jobsLeft = lifetime?.jobs ?? server.jobsLeft;
    try {
      const hello = helloSchema.parse(await server.exchange({ files: harnessFiles(), isolation }));
      if ("error" in hello) throw new InfraError(hello.error);
      server.landlock = hello.landlock;
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Runs one job; `patienceSec` is when to stop waiting for an answer. A server whose job left something behind
   * answers, and is then dead: nothing that a candidate made may meet the next one.
   * @throws InfraError where the server, not the candidate, failed; it is then dead.
   */
  async run(job: unknown, patienceSec: number): Promise<Reply> {
    const watchdog = setTimeout(() => this.kill("it does not answer"), patienceSec * 1000);
    try {
      const answer = replySchema.safeParse(await this.exchange(job));
      if (!answer.success) throw new InfraError(`the sandbox's answer is not understood: ${answer.error.message}`);
      this.jobsLeft -= 1;
      if (answer.data.left > 0 || answer.data.failure !== null || this.jobsLeft <= 0) this.kill();
      return answer.data;
    } catch (error) {
      this.kill();
      throw error;
    } finally {
      clearTimeout(watchdog);
    }
  }

  /** Ends the server, and with it the whole process tree of its job, at once. */
  kill(why = "it is no longer needed"): void {
    this.fail(new InfraError(`the sandbox's server was ended: ${why}`));
    this.transport.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.transport.ended;
  }

  private exchange(message: unknown): Promise<unknown> {
    if (!this.alive) return Promise.reject(new InfraError("the sandbox's server has ended"));
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.transport.stdin.write(frame(message));
    });
  }

  private receive(chunk: Buffer): void {
    try {
      for (const message of this.reader.push(chunk)) {
        const { waiting } = this;
        this.waiting = undefined;
        waiting?.resolve(message);
      }
    } catch (error) {
      this.fail(error instanceof Error ? error : new InfraError(messageOf(error)));
      this.transport.kill();
    }
  }

  private fail(error: Error): void {
    this.alive = false;
    this.waiting?.reject(error);
    this.waiting = undefined;
  }
}
