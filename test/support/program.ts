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

/**
 * Starts `./run.ts` with the arguments in a process group of its own; `finished` never rejects, and `says` waits until
 * stderr has a text, or has ended.
 */
export function startProgram(args: readonly string[], { cwd = ROOT, env = {}, script = false }: StartOptions = {}) {
  const program = script ? "node_modules/.bin/tsx" : "run.ts";
  const child = spawn(`${ROOT}/${program}`, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  const finished = new Promise<Finished>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      for (const look of watchers) look();
    });
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const says = async (text: string): Promise<void> => {
    const said = new Promise<void>((resolve) => {
      const look = () => {
        if (stderr.includes(text)) resolve();
      };
      watchers.add(look);
      look();
    });
    await Promise.race([said, finished]);
  };
  return { child, finished, says };
}

export function runProgram(args: readonly string[], options?: StartOptions): Promise<Finished> {
  return startProgram(args, options).finished;
}
