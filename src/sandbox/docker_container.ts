/** One container with a harness inside, as a transport. */
import { PassThrough } from "node:stream";
import type Docker from "dockerode";
import { InfraError, messageOf } from "../lib/errors.ts";
import { RUN_LABEL } from "./docker_engine.ts";
import type { Transport } from "./fork_server.ts";
import { INTERPRETER, INTERPRETER_ENVIRONMENT, interpreterArguments } from "./interpreter.ts";

const MIB = 1 << 20;
const KEPT_STDERR = 4000;

export const WORK_FOLDER = "/sandbox";
/** What a candidate could write to besides its work folder. */
export const SCRATCH_FOLDERS = ["/tmp", "/dev/shm"] as const;

export interface ContainerSettings {
  readonly image: string;
  readonly run: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly pids: number;
  readonly diskBytes: number;
  /** What lies in the work folder may be executed. */
  readonly runsOwn: boolean;
  /** The harness makes namespaces for its jobs. */
  readonly jobNamespaces: boolean;
}

/** What the harness needs as the container's root: to become other users, end them, and empty their folders. */
const CAPABILITIES = ["SETUID", "SETGID", "KILL", "CHOWN", "FOWNER", "DAC_OVERRIDE"];

/**
 * What making a namespace for a job needs besides: root's own number in it, and the engine's call filter out of the way,
 * which refuses new namespaces. Whatever is judged has a narrower filter of the harness's own, and no capability.
 */
const FOR_NAMESPACES = { capabilities: ["SETFCAP"], security: ["seccomp=unconfined"] };

function description(settings: ContainerSettings) {
  const { image, run, cpus, memoryBytes, pids, diskBytes, runsOwn, jobNamespaces } = settings;
  const more = jobNamespaces ? FOR_NAMESPACES : { capabilities: [], security: [] };
  const tmpfs = (bytes: number, runs = false): string =>
    `rw,nosuid,nodev,${runs ? "exec" : "noexec"},mode=0755,size=${bytes}`;
  return {
    Image: image,
    Entrypoint: [INTERPRETER],
    Cmd: interpreterArguments(false),
    Env: Object.entries(INTERPRETER_ENVIRONMENT).map(([name, value]) => `${name}=${value}`),
    User: "0",
    WorkingDir: "/",
    Hostname: "sandbox",
    Labels: { [RUN_LABEL]: run },
    OpenStdin: true,
    StdinOnce: true,
    Tty: false,
    ...{ AttachStdin: true, AttachStdout: true, AttachStderr: true },
    NetworkDisabled: true,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: "none",
      ReadonlyRootfs: true,
      Tmpfs: {
        "/tmp": `${tmpfs(16 * MIB)},nr_inodes=4096`,
        [WORK_FOLDER]: `${tmpfs(diskBytes, runsOwn)},nr_inodes=4096`,
      },
      ShmSize: MIB,
      CapDrop: ["ALL"],
      CapAdd: [...CAPABILITIES, ...more.capabilities],
      SecurityOpt: ["no-new-privileges", ...more.security],
      Init: true,
      IpcMode: "private",
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      NanoCpus: Math.round(cpus * 1e9),
      PidsLimit: pids,
      LogConfig: { Type: "none", Config: {} },
    },
  };
}

/**
 * Creates and starts a container whose first process reads the harness from its stdin. When the client goes away, its
 * stdin ends, the harness with it, and the engine removes the container.
 *
 * @throws InfraError where the engine does not do it
 */
export async function startContainer(docker: Docker, settings: ContainerSettings): Promise<Transport> {
  let container: Docker.Container | undefined;
  try {
    container = await docker.createContainer(description(settings));
    const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
    await container.start();
    return transportOf(docker, container, stream);
  } catch (cause) {
    await container?.remove({ force: true }).catch(() => {});
    throw new InfraError(`the Docker engine could not start a container: ${messageOf(cause)}`, { cause });
  }
}

function transportOf(docker: Docker, container: Docker.Container, stream: NodeJS.ReadWriteStream): Transport {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  docker.modem.demuxStream(stream, stdout, stderr);
  let last = "";
  stderr.on("data", (chunk: Buffer) => {
    last = (last + chunk.toString("utf8")).slice(-KEPT_STDERR);
  });
  const gone = new Promise<void>((resolve) => {
    for (const event of ["end", "close", "error"]) stream.once(event, () => resolve());
  });
  // The engine's word that it is gone: until then something may still run.
  const ended = gone.then(async () => {
    (stream as NodeJS.ReadWriteStream & { destroy(): void }).destroy();
    await removed(container);
    return last.trim();
  });
  const kill = (): void => void removed(container).catch(() => {});
  return { stdin: stream as unknown as Transport["stdin"], stdout, kill, ended };
}

/** Removes the container, and waits until it is gone. An engine that is gone itself cannot be asked. */
async function removed(container: Docker.Container): Promise<void> {
  // The engine may be removing it already, and refuses a second time; it tells when it has done so.
  await container.remove({ force: true, v: true }).catch(() => {});
  await container.wait({ condition: "removed" }).catch(() => {});
}
