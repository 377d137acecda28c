/** The program as a user starts it. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The first argument is a TypeScript file to start instead of `run.ts`. */
  readonly script?: boolean;
}

/** Starts `./run.ts` with the arguments in a process group of its own; `finished` never rejects. */
export function startProgram(args: readonly string[], { cwd = ROOT, env = {}, script = false }: StartOptions = {}) {
  const program = script ? "node_modules/.bin/tsx" : "run.ts";
  const child = spawn(`${ROOT}/${program}`, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const finished = new Promise<Finished>((resolve) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, finished };
}

export function runProgram(args: readonly string[], options?: StartOptions): Promise<Finished> {
  return startProgram(args, options).finished;
}
