/** The Docker engine that tests use: the one that DOCKER_HOST names, with the image that SANDBOX_DOCKER_IMAGE names. */
import { execFileSync } from "node:child_process";
import { RUN_LABEL } from "../../src/sandbox/docker_engine.ts";

/** With CI=true a missing engine is a failure, elsewhere the suite is skipped with the reason. */
export const DOCKER_MISSING = process.env.CI === "true" ? undefined : reason();

function reason(): string | undefined {
  if (process.env.SANDBOX_DOCKER_IMAGE === undefined)
    return "set SANDBOX_DOCKER_IMAGE to an image with a python3 (scripts/build_test_image.sh makes one)";
  try {
    docker("image", "inspect", process.env.SANDBOX_DOCKER_IMAGE);
    return undefined;
  } catch {
    return "needs a Docker engine and the image that SANDBOX_DOCKER_IMAGE names";
  }
}

/** What the `docker` command prints. */
export function docker(...args: string[]): string {
  return execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Ids of the containers that the given processes made: the label says who did. */
export function ourContainers(pids: readonly number[] = [process.pid]): string[] {
  const format = `{{.ID}} {{.Label "${RUN_LABEL}"}}`;
  const lines = docker("ps", "-a", "--filter", `label=${RUN_LABEL}`, "--format", format).split("\n");
  const ours = lines.filter((line) => pids.some((pid) => new RegExp(` code-repair-\\d+-${pid}-`).test(line)));
  return ours.map((line) => line.split(" ")[0] as string);
}
