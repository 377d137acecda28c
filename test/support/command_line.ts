/** The command line in this process: everything real but the start of Node. */
import { runCommandLine } from "../../src/cli/index.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command and catches what it writes. One at a time: the streams are the process's own. */
export async function runHere(args: readonly string[]): Promise<Ended> {
  const texts = { stdout: "", stderr: "" };
  const before = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = ((text: string) => {
      texts[name] += text;
      return true;
    }) as typeof process.stdout.write;
  }
  try {
    return { code: await runCommandLine(args), ...texts };
  } finally {
    for (const name of ["stdout", "stderr"] as const) process[name].write = before[name];
  }
}
