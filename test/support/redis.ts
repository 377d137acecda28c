/** A Redis of a test's own: Debian's redis-server on a free port, with its files in a folder that goes with it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export const HAS_REDIS = spawnSync("redis-server", ["--version"]).status === 0;

export interface TestRedis {
  readonly port: number;
  readonly url: string;
  /** Ends it without a word, and starts it again on the same files. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** `redis-cli`, with what it printed. */
  cli(...args: string[]): string;
}

/** @param more settings, as on its command line */
export async function startRedis(folder: string, more: readonly string[] = []): Promise<TestRedis & AsyncDisposable> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const own = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes"];
    child = spawn("redis-server", [...own, "--maxmemory-policy", "noeviction", ...more], { stdio: "ignore" });
    while (!/PONG|NOAUTH|NOPERM/.test(cli("ping"))) await sleep(50);
  };
  const cli = (...args: string[]): string => {
    const { stdout, stderr } = spawnSync("redis-cli", ["-p", `${port}`, ...args], {
      encoding: "utf8",
      timeout: 10_000,
    });
    return `${stdout}${stderr}`;
  };
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    if (child?.kill("SIGKILL")) await ended;
  };
  await start();
  return { port, url: `redis://127.0.0.1:${port}/0`, start, kill, cli, [Symbol.asyncDispose]: kill };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
