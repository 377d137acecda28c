/** Starts a harness as a child process of this one. */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Transport } from "./fork_server.ts";
import { INTERPRETER_ENVIRONMENT } from "./interpreter.ts";

const KEPT_STDERR = 4000;
/** How long the zygote may outlive the relay; it holds the other end of stderr. */
const PATIENCE_MS = 2000;

const PIPES: ["pipe", "pipe", "pipe"] = ["pipe", "pipe", "pipe"];

export interface HarnessOptions {
  /** The user (and group) to start it as. */
  readonly user: number | undefined;
  /** Given /proc as descriptor 3: it has to count what its jobs' processes use, and may have none of its own. */
  readonly counts: boolean;
  readonly debug: (line: string) => void;
  /** Called once, when all of it has ended. */
  readonly close: () => Promise<void>;
}

/** A harness in a session of its own, so that a Ctrl-C at the terminal reaches this program only. */
export function spawnHarness(command: string, args: readonly string[], options: HarnessOptions): Transport {
  const { user, counts, debug, close } = options;
  const proc = counts ? openSync("/proc", "r") : undefined;
  const child = spawn(command, args, {
    cwd: "/",
    env: INTERPRETER_ENVIRONMENT,
    detached: true,
    stdio: [...PIPES, ...(proc === undefined ? [] : [proc])] as unknown as typeof PIPES,
    ...(user !== undefined && { uid: user, gid: user }),
  });
  if (proc !== undefined) closeSync(proc);
  let last = "";
  child.stderr.on("data", (chunk: Buffer) => {
    last = (last + chunk.toString("utf8")).slice(-KEPT_STDERR);
    debug(`sandbox ${child.pid}: ${chunk.toString("utf8").trimEnd()}`);
  });
  const gone = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      last += error.message;
      resolve();
    });
    child.once("close", () => resolve());
    child.once("exit", () => setTimeout(resolve, PATIENCE_MS).unref());
  });
  const ended = gone.then(async () => {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    await close();
    return last.trim();
  });
  return { stdin: child.stdin, stdout: child.stdout, kill: () => void child.kill("SIGKILL"), ended };
}
