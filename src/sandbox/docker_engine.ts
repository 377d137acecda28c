/** What the Docker backend asks of the engine besides running jobs: is it there, the image, dead runs, events. */
import { existsSync } from "node:fs";
import Docker from "dockerode";
import { z } from "zod";
import { messageOf, UserError } from "../lib/errors.ts";
import { isLeftBehind } from "./run_name.ts";

/** On every container of ours; its value is the name of the run. */
export const RUN_LABEL = "code-repair-agent.run";

/** The engine that DOCKER_HOST names, or the one at the usual sockets. */
export function connect(): Docker {
  const home = `${process.env.HOME ?? ""}/.docker/run/docker.sock`;
  if (process.env.DOCKER_HOST !== undefined || existsSync("/var/run/docker.sock") || !existsSync(home))
    return new Docker();
  return new Docker({ socketPath: home });
}

/** @throws UserError in one line where there is no engine, or no leave to use it */
export async function assertEngine(docker: Docker): Promise<void> {
  try {
    await docker.ping();
  } catch (cause) {
    throw engineError(cause);
  }
}

function engineError(cause: unknown): unknown {
  const { code, statusCode } = cause as { code?: string; statusCode?: number };
  const where = process.env.DOCKER_HOST ?? "its usual socket";
  if (code === "EACCES" || code === "EPERM") {
    const hint = "add yourself to the group `docker`, or run this as root; --sandbox process needs no engine";
    return new UserError(`no permission to use the Docker engine at ${where}`, { hint, exitCode: 1, cause });
  }
  if (code !== undefined && statusCode === undefined) {
    const hint = "start Docker, set DOCKER_HOST, or use --sandbox process";
    return new UserError(`no Docker engine answers at ${where} (${code})`, { hint, exitCode: 1, cause });
  }
  return new UserError(`the Docker engine at ${where} refuses: ${messageOf(cause)}`, { exitCode: 1, cause });
}

/**
 * The image's digest: what the registry calls it, or the engine's own id where it came from no registry.
 *
 * @throws UserError where the image is not there and may not, or cannot, be pulled
 */
export async function imageDigest(docker: Docker, image: string, pull: boolean, report: (line: string) => void) {
  const found = await inspect(docker, image);
  if (found !== undefined) return found;
  if (!pull) {
    const hint = `add --pull, run \`docker pull ${image}\`, or name another image with SANDBOX_DOCKER_IMAGE`;
    throw new UserError(`the Docker image ${image} is not on this machine`, { hint });
  }
  report(`pulling ${image}`);
  try {
    const stream = await docker.pull(image);
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
    });
  } catch (cause) {
    const hint = "check its name and the network";
    throw new UserError(`the Docker image ${image} cannot be pulled: ${messageOf(cause)}`, {
      hint,
      exitCode: 1,
      cause,
    });
  }
  return (await inspect(docker, image)) ?? image;
}

async function inspect(docker: Docker, image: string): Promise<string | undefined> {
  try {
    const { Id, RepoDigests } = await docker.getImage(image).inspect();
    return RepoDigests?.[0] ?? Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw engineError(error);
  }
}

/** Removes containers whose run is dead; how many there were. */
export async function removeDeadContainers(docker: Docker): Promise<number> {
  const all = await docker.listContainers({ all: true, filters: { label: [RUN_LABEL] } });
  const dead = all.filter(({ Labels }) => isLeftBehind(Labels[RUN_LABEL] ?? ""));
  await Promise.all(
    dead.map(({ Id }) =>
      docker
        .getContainer(Id)
        .remove({ force: true, v: true })
        .catch(() => {}),
    ),
  );
  return dead.length;
}

/** Tells of each step in the life of the run's containers: create, start, oom, die, destroy. */
export async function followEvents(docker: Docker, run: string, tell: (line: string) => void): Promise<() => void> {
  const filters = { type: ["container"], label: [`${RUN_LABEL}=${run}`] };
  const stream = await docker.getEvents({ filters: JSON.stringify(filters) } as Docker.GetEventsOptions);
  stream.on("data", (chunk: Buffer) => {
    for (const line of chunk.toString("utf8").split("\n").filter(Boolean)) tell(`docker: ${describe(line)}`);
  });
  stream.on("error", () => {}); // the engine has gone: the jobs say so
  return () => (stream as NodeJS.ReadableStream & { destroy(): void }).destroy();
}

/** The part of an engine's event that is told. */
const eventSchema = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.object({ exitCode: z.string().optional() }) }),
});

function describe(line: string): string {
  try {
    const { Action, Actor } = eventSchema.parse(JSON.parse(line));
    const { exitCode } = Actor.Attributes;
    return `${Action} ${Actor.ID.slice(0, 12)}${exitCode === undefined ? "" : ` (exit code ${exitCode})`}`;
  } catch {
    return line;
  }
}
