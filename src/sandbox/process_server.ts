/** Starts a harness as a child process of this one. */
import { spawn } from "node:child_process";
import type { Transport } from "./fork_server.ts";
import { INTERPRETER_ENVIRONMENT } from "./interpreter.ts";

const KEPT_STDERR = 4000;
/** How long the zygote may outlive the relay; it holds the other end of stderr. */
const PATIENCE_MS = 2000;

export interface HarnessOptions {
  /** The user (and group) to start it as. */
  readonly user: number | undefined;
  readonly debug: (line: string) => void;
  /** Called once, when all of it has ended. */
  readonly close: () => Promise<void>;
}

/** A harness in a session of its own, so that a Ctrl-C at the terminal reaches this program only. */
export function spawnHarness(command: string, args: readonly string[], options: HarnessOptions): Transport {
  const { user, debug, close } = options;
  const child = spawn(command, args, {
    cwd: "/",
    env: INTERPRETER_ENVIRONMENT,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    ...(user !== undefined && { uid: user, gid: user }),
  });
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
