/** Starts a harness as a child process of this one. */
import { spawn } from "node:child_process";
import { INTERPRETER_ENVIRONMENT, interpreterArguments, type Transport } from "./fork_server.ts";
import type { Interpreter } from "./interpreter.ts";

const KEPT_STDERR = 4000;

/** A harness in a session of its own, so that a Ctrl-C at the terminal reaches this program only. */
export function spawnHarness(python: Interpreter, debug: (line: string) => void): Transport {
  const child = spawn(python.path, interpreterArguments(python.isolated), {
    cwd: "/",
    env: INTERPRETER_ENVIRONMENT,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let last = "";
  child.stderr.on("data", (chunk: Buffer) => {
    last = (last + chunk.toString("utf8")).slice(-KEPT_STDERR);
    debug(`sandbox ${child.pid}: ${chunk.toString("utf8").trimEnd()}`);
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", () => {
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      resolve(last.trim());
    });
  });
  return { stdin: child.stdin, stdout: child.stdout, kill: () => void child.kill("SIGKILL"), ended };
}
