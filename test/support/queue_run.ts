/** Runs over a queue as people start them: a Redis, a coordinator, workers, each a process. */
import { readFileSync } from "node:fs";
import { describe } from "vitest";
import { type StartOptions, startProgram } from "./program.ts";
import { HAS_REDIS } from "./redis.ts";

/** With CI=true it must be there. */
const isMissing = !HAS_REDIS && process.env.CI !== "true";

/** A suite that needs a Redis: where there is none, it says so. */
export function describeQueue(name: string, suite: () => void): void {
  describe.skipIf(isMissing)(isMissing ? `${name} (skipped: no redis-server)` : name, suite);
}

type Program = ReturnType<typeof startProgram>;

/** Everything that was started, so that nothing stays when a test fails. */
export class Started implements AsyncDisposable {
  readonly #programs = new Set<Program>();

  run(args: readonly string[], options: StartOptions = {}): Program {
    const program = startProgram(args, options);
    this.#programs.add(program);
    return program;
  }

  worker(url: string, args: readonly string[], options: StartOptions = {}): Program {
    return this.run(["worker", "--queue", url, ...args], options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs) killGroup(program);
    await Promise.all([...this.#programs].map(({ finished }) => finished));
  }
}

function killGroup({ child }: Program): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {}
}

/** A results file as text, without what differs from run to run: times. */
export function timeless(path: string): string {
  const times = /"(runtime_sec|seconds|model|execute|propose|reflect)":[0-9][0-9.e+-]*/g;
  return readFileSync(path, "utf8").replace(times, '"$1":0');
}
