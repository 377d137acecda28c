/** Executables for every backend that runs them, and what must come of them. */
import { expect } from "vitest";
import type { Execution, Limits } from "../../src/core/index.ts";

export interface ExecutableCase {
  readonly what: string;
  /** Of awk. */
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  readonly expect: Partial<Record<keyof Execution, unknown>>;
}

const prints = (stdout: string) => ({ exitCode: 0, limit: null, stdout, stderr: "" });

export const EXECUTABLES: readonly ExecutableCase[] = [
  {
    what: "reads its files and its stdin",
    args: ["-f", "sum.awk", "deep/er/numbers", "-"],
    files: { "sum.awk": "{ sum += $1 } END { print sum }", "deep/er/numbers": "1\n2\n" },
    stdin: "3\n4\n",
    expect: prints("10\n"),
  },
  { what: "ends with its own status", args: ["BEGIN { exit 7 }"], expect: { exitCode: 7, limit: null } },
  {
    what: "ends at the time limit",
    args: ["BEGIN { while (1) x++ }"],
    limits: { timeoutSec: 1, cpuSec: 1 },
    expect: { exitCode: null, limit: "time" },
  },
  {
    what: "ends at the output limit",
    args: ['BEGIN { while (1) print "x" }'],
    limits: { outputBytes: 1000 },
    expect: { exitCode: null, limit: "output", stdoutCut: true },
  },
  {
    what: "writes into its work folder and nowhere else",
    args: [
      'BEGIN { print "kept" > "own"; close("own"); getline line < "own"; print line; print "x" > "/usr/lib/own" }',
    ],
    expect: { stdout: "kept\n", exitCode: 2 },
  },
  {
    what: "finds nothing of the job before it",
    args: ['BEGIN { print (getline line < "own") }'],
    expect: prints("-1\n"),
  },
  {
    what: "starts no other program",
    args: ['BEGIN { print system("echo started") != 0; "echo started" | getline line; print line == "" }'],
    expect: { stdout: expect.not.stringContaining("started") },
  },
  {
    what: "sees no file of the machine, and no environment but its own",
    args: [
      'BEGIN { print (getline x < "/etc/passwd"), (getline x < "/root/.bashrc"), ENVIRON["PATH"], length(ENVIRON) }',
    ],
    expect: prints("-1 -1 /usr/local/bin:/usr/bin:/bin 4\n"),
  },
];
